using Inference.ModelFiles.Configuration;

namespace Inference.Server.Inspection;

/// <summary>How much memory keys and values take: bf16, in blocks of 16 tokens.</summary>
internal static class CacheMemory
{
    private const int BlockTokens = 16;
    private const int BytesPerValue = 2;

    public static long BytesPerToken(ModelConfig config) => (long)config.LayerCount * 2 * config.KeyValueSize * BytesPerValue;

    public static long BytesPerSequence(ModelConfig config, int context)
    {
        // Blocks go back once every layer's window has passed them; a layer without a window keeps them all.
        int widest = config.SlidingWindows.Min() == 0 ? context : Math.Min(context, config.SlidingWindows.Max() + BlockTokens);
        long blocks = (widest + (BlockTokens - 1L)) / BlockTokens;
        return blocks * BlockTokens * BytesPerToken(config);
    }
}
