using Inference.Kernels.Threading;

namespace Inference.Engine.Execution;

/// <summary>
/// Computes a model, against a cache of keys and values that it owns. One thread uses it at a time. What it computes for a
/// token depends on the tokens before that one and on nothing else: not on the batch, not on how the tokens were cut into steps.
/// </summary>
public interface IModelRunner : IDisposable
{
    int VocabularySize { get; }

    /// <summary>Blocks in the cache.</summary>
    int BlockCount { get; }

    /// <summary>The longest context, in tokens.</summary>
    int MaxPositions { get; }

    /// <summary>
    /// How many positions back, itself included, any layer looks; null where some layer looks at all of them. Blocks behind every
    /// window may be given back.
    /// </summary>
    int? WidestWindow { get; }

    /// <summary>A row for each of the last batch's <see cref="ForwardBatch.HiddenRows"/>, valid until the next call of <see cref="Forward"/>.</summary>
    HiddenStates Hidden { get; }

    /// <summary>Copies a block's keys and values, all layers.</summary>
    void CopyBlock(int source, int destination);

    /// <summary>Computes a batch and writes its tokens' keys and values into their blocks.</summary>
    /// <returns>A row of logits for each of <see cref="ForwardBatch.LogitRows"/>, valid until the next call.</returns>
    Logits Forward(ForwardBatch batch);

    /// <summary>
    /// Runs work on what has been computed, on all threads that the runner has idle meanwhile: between two calls of <see cref="Forward"/>. Returns when all items are done, and
    /// throws what one of them threw.
    /// </summary>
    void Share(IParallelWork work, int items)
    {
        for (int item = 0; item < items; item++) work.Run(item, 0);
    }
}
