using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Asks for weights before they are needed: with few rows, waiting for memory is what takes the time.</summary>
internal static unsafe class Ahead
{
    private const int Bytes = 4096, CacheLine = 64;

    /// <param name="weights">What is read now. Weights end where they end: asking for what lies behind them does no harm.</param>
    /// <param name="length">How much is read now.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* weights, int length)
    {
        for (int i = 0; i < length; i += CacheLine) Sse.Prefetch0(weights + Bytes + i);
    }
}
