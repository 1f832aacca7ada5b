using System.Globalization;
using Inference.Contracts;
using Inference.Kernels.Attention;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Execution;

/// <summary>How many blocks the cache of keys and values has, and whether they fit into memory.</summary>
internal static class CpuCacheSize
{
    private const long DefaultLimit = 4L << 30;

    /// <summary>The memory of one block in all layers.</summary>
    public static long BlockBytes(ModelConfig config, KeyValueFormat format) =>
        config.LayerCount * PagedKeyValues.BlockBytes(config.KeyValueHeadCount, config.HeadDimension, format);

    /// <summary>What weights and cache may take together.</summary>
    public static long AvailableBytes(CpuRunnerOptions options) =>
        options.MemoryShare is { } share ? (long)(share * ProcessMemory.LimitBytes) : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <exception cref="ArgumentException">Not one block fits what the options grant.</exception>
    /// <exception cref="InsufficientMemoryException">Weights and cache do not fit into the memory that there is.</exception>
    public static int Blocks(ModelConfig config, CpuRunnerOptions options, int maxPositions, long weightBytes, long availableBytes)
    {
        long blockBytes = BlockBytes(config, options.KeyValues);
        long oneContext = (maxPositions + TokenBlock.Size - 1) / TokenBlock.Size;
        long blocks = options.BlockCount ?? options switch
        {
            { CacheBytes: { } bytes } => bytes / blockBytes,
            { MemoryShare: not null } => Math.Clamp((availableBytes - weightBytes) / blockBytes, 1, int.MaxValue),
            _ => Math.Min(oneContext * options.Contexts, Math.Max(1, DefaultBytes(weightBytes, availableBytes) / blockBytes)),
        };
        if (blocks is < 1 or > int.MaxValue)
        {
            throw new ArgumentException(
                $"The cache of keys and values would have {blocks} blocks of {blockBytes} bytes; it must have 1 to {int.MaxValue} ({nameof(options.CacheBytes)}).");
        }

        if ((double)blocks * blockBytes + weightBytes > availableBytes)
        {
            throw new InsufficientMemoryException(
                $"The cache of keys and values needs {Gibibytes((double)blocks * blockBytes)} for {blocks} blocks of {TokenBlock.Size} "
                + $"tokens, and the weights {Gibibytes(weightBytes)}; there are {Gibibytes(availableBytes)}"
                + (options.MemoryShare is { } share ? string.Create(CultureInfo.InvariantCulture, $", which is {share} of the {Gibibytes(availableBytes / share)} that this process may have.") : "."));
        }

        return (int)blocks;
    }

    /// <summary>What nobody asked for must not be what does not fit: at most half of what the weights leave.</summary>
    private static long DefaultBytes(long weightBytes, long availableBytes) => Math.Min(DefaultLimit, Math.Max(0, availableBytes - weightBytes) / 2);

    private static string Gibibytes(double bytes) => $"{bytes / (1 << 30):0.00} GiB";
}
