using System.Text;
using Inference.Engine.Execution;

namespace Inference.Server.Tests.Console;

/// <summary>A model with a token for each byte that says a text over and over, at a pace at which one can watch it.</summary>
internal sealed class ScriptedRunner(TimeSpan pace) : IModelRunner
{
    public const string Script = "The quick brown fox jumps over the lazy dog. ";

    public const int Vocabulary = 258;

    private const float Certain = 60;

    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Script);

    private readonly Logits _logits = new(Vocabulary);
    private readonly ManualResetEventSlim _released = new(initialState: true);
    private volatile int _heldAt = int.MaxValue;
    private int _steps;

    public int VocabularySize => Vocabulary;

    public int BlockCount => 400;

    public int MaxPositions => 6000;

    public int? WidestWindow => null;

    /// <summary>It has no inner life.</summary>
    public HiddenStates Hidden { get; } = new(1);

    /// <summary>From so many steps on it makes none before <see cref="Release"/>.</summary>
    public void HoldAt(int steps)
    {
        _released.Reset();
        _heldAt = steps;
    }

    public void Release() => _released.Set();

    public void CopyBlock(int source, int destination)
    {
        // What it says depends on positions alone.
    }

    public Logits Forward(ForwardBatch batch)
    {
        if (++_steps >= _heldAt) _released.Wait();
        Thread.Sleep(pace);
        _logits.Resize(batch.LogitRows.Length);
        for (int row = 0; row < batch.LogitRows.Length; row++)
        {
            Span<float> logits = _logits.Row(row);
            logits.Clear();
            logits[Bytes[batch.Positions[batch.LogitRows[row]] % Bytes.Length]] = Certain;
        }

        return _logits;
    }

    public void Dispose() => _released.Dispose();
}
