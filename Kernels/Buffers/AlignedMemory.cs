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

    /// <summary>
    /// Memory whose rows are gone through one below the other: where it nearly fills huge pages it does, for of small ones every row would need another.
    /// </summary>
    public static AlignedMemory ForRows(long length)
    {
        const long page = (long)MemoryAdvice.HugePage;
        long whole = (length + page - 1) / page * page;
        return new AlignedMemory(whole - length <= length / 4 ? whole : length);
    }

    public void Clear() => NativeMemory.Clear(Start, (nuint)Length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
