using Inference.Kernels.Attention;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;

namespace Inference.Engine.Execution;

/// <summary>How a model runs on the CPU.</summary>
public sealed class CpuRunnerOptions
{
    /// <summary>Threads that compute, the calling one included. Null: the machine's cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Blocks in the cache of keys and values. Null: by <see cref="CacheBytes"/>.</summary>
    public int? BlockCount { get; init; }

    /// <summary>
    /// Memory for keys and values, where <see cref="BlockCount"/> is not given. Null: what <see cref="Contexts"/> longest contexts take, and at
    /// most 4 GiB or half of what the weights leave. Memory is taken as blocks are first used.
    /// </summary>
    public long? CacheBytes { get; init; }

    /// <summary>
    /// The share, above 0 to 1, of the memory that this process may have which weights and cache may take together; where neither <see cref="BlockCount"/>
    /// nor <see cref="CacheBytes"/> is given, the cache takes all that the weights leave of it. Null: nothing is asked of the cache but to fit.
    /// </summary>
    public double? MemoryShare { get; init; }

    /// <summary>How many longest contexts the cache has room for, where nothing else gives its size. 1.</summary>
    public int Contexts { get; init; } = 1;

    /// <summary>The longest context, in tokens. Null: what the model was made for.</summary>
    public int? MaxPositions { get; init; }

    /// <summary>How keys and values are kept. <see cref="KeyValueFormat.BFloat16"/>; <see cref="KeyValueFormat.Int8"/> takes about half the memory.</summary>
    public KeyValueFormat KeyValues { get; init; } = KeyValueFormat.BFloat16;

    /// <summary>Null: the fastest that the processor can run.</summary>
    public KernelTier? KernelTier { get; init; }

    public Arithmetic Arithmetic { get; init; } = Arithmetic.Native;

    /// <summary>What plain weights are rounded to when they are loaded. Null: they stay as they are.</summary>
    public Quantization? Quantization { get; init; }

    /// <summary>What every matrix must be stored as, or the model is refused. Null: whatever it is.</summary>
    public ElementType? WeightType { get; init; }
}
