using System.Runtime.InteropServices;

namespace Inference.Kernels.Buffers;

/// <summary>Memory outside the collector's heap, on a cache line's boundary. Who makes it disposes it.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private const nuint CacheLine = 64;

    /// <param name="length">In bytes.</param>
    public AlignedMemory(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint alignment = (nuint)length >= MemoryAdvice.HugePage ? MemoryAdvice.HugePage : CacheLine;
        Start = (byte*)NativeMemory.AlignedAlloc(Math.Max((nuint)length, CacheLine), alignment);
        MemoryAdvice.PreferHugePages(Start, (nuint)length);
    }

    public byte* Start { get; private set; }

    public long Length { get; }

    public void Clear() => NativeMemory.Clear(Start, (nuint)Length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
