using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.Buffers;

/// <summary>What the processor moves between its caches at a time.</summary>
internal static unsafe class CacheLine
{
    public const int Bytes = 64;

    /// <summary>Asks for the line with this address, so that it is there when it is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    /// <summary>The same for all lines of some memory.</summary>
    public static void Prefetch(byte* start, int length)
    {
        for (int i = 0; i < length; i += Bytes) Prefetch(start + i);
    }
}
