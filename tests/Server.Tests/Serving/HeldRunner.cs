using Inference.Contracts;
using Inference.Engine.Execution;

namespace Inference.Server.Tests.Serving;

/// <summary>A model with a token for each byte, each of whose steps ends when the test lets it.</summary>
internal sealed class HeldRunner(int blocks = 16) : IModelRunner
{
    private readonly Logits _logits = new(258);

    public SemaphoreSlim Entered { get; } = new(0);

    public SemaphoreSlim Held { get; } = new(0);

    public int VocabularySize => 258;

    public int BlockCount => blocks;

    public int MaxPositions => blocks * TokenBlock.Size;

    public int? WidestWindow => null;

    public HiddenStates Hidden { get; } = new(1);

    public void CopyBlock(int source, int destination)
    {
        // Nothing is in the blocks.
    }

    public Logits Forward(ForwardBatch batch)
    {
        Entered.Release();
        Held.Wait();
        _logits.Resize(batch.LogitRows.Length);
        for (int row = 0; row < batch.LogitRows.Length; row++) _logits.Row(row).Clear();
        return _logits;
    }

    public void Dispose()
    {
    }
}
