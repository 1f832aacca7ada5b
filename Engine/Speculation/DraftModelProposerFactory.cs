using Inference.Engine.Execution;

namespace Inference.Engine.Speculation;

/// <summary>Proposers that share one small model. Owns the model's runner.</summary>
internal sealed class DraftModelProposerFactory : ITokenProposerFactory
{
    private readonly IModelRunner _runner;
    private readonly Stack<int> _freeBlocks;

    /// <param name="options">How many tokens to guess.</param>
    /// <param name="runner">The small model.</param>
    /// <param name="vocabularySize">The large model's; guesses are its tokens, so the small one's must be the same.</param>
    public DraftModelProposerFactory(SpeculationOptions options, IModelRunner runner, int vocabularySize)
    {
        if (runner.VocabularySize != vocabularySize)
        {
            throw new ArgumentException($"The draft model has a vocabulary of {runner.VocabularySize} tokens, the model one of {vocabularySize}.");
        }

        (DraftTokens, _runner) = (options.DraftTokens, runner);
        _freeBlocks = new Stack<int>(Enumerable.Range(0, runner.BlockCount).Reverse());
    }

    public int DraftTokens { get; }

    /// <summary>Blocks of the small model's cache that no sequence holds.</summary>
    public int FreeBlocks => _freeBlocks.Count;

    public ITokenProposer Create() => new DraftModelProposer(_runner, _freeBlocks);

    public void Dispose() => _runner.Dispose();
}
