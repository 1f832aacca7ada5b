using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Execution;

namespace Inference.Engine.Hosting;

/// <summary>What a request must fit.</summary>
/// <param name="VocabularySize">Token ids are below it.</param>
/// <param name="Context">Longest context, in tokens.</param>
/// <param name="Cache">Longest context that the cache can hold, if it held nothing else, in tokens.</param>
/// <param name="Logprobs">Most likeliest tokens to report.</param>
internal sealed record EngineLimits(int VocabularySize, int Context, int Cache, int Logprobs)
{
    public int Longest => Math.Min(Context, Cache);

    /// <summary>The longest prompt of which nothing is generated.</summary>
    public int LongestInput => Math.Min(Context, Cache - 1);

    public static EngineLimits Of(IModelRunner runner, EngineOptions options)
    {
        int context = Math.Min(options.MaxModelLength ?? runner.MaxPositions, runner.MaxPositions);
        // The last token of a context is sampled and never computed. Within a window any context fits, a token at a time.
        bool fits = new AttentionWindow(runner.WidestWindow).MostBlocks(context, chunk: 1) <= runner.BlockCount;
        int cache = (int)Math.Min(((long)runner.BlockCount * TokenBlock.Size) + 1, int.MaxValue);
        return new EngineLimits(runner.VocabularySize, context, fits ? Math.Max(context + 1, cache) : cache, options.MaxLogprobs);
    }
}
