using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inference.Bench.Limits;

/// <summary>Reads memory that no cache holds.</summary>
internal sealed class ReadLoop
{
    private const int Bytes = 256 << 20;
    private const int Parts = 8;

    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(Bytes, pinned: true);

    public ReadLoop() => _memory.AsSpan().Fill(1);

    /// <returns>Bytes read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Run()
    {
        ReadOnlySpan<Vector<int>> all = MemoryMarshal.Cast<byte, Vector<int>>(_memory);

        // Several streams at once, as kernels have: one alone does not keep enough lines in flight.
        int length = all.Length / Parts;
        Vector<int> a = default, b = default, c = default, d = default;
        for (int part = 0; part < Parts; part += 4)
        {
            ReadOnlySpan<Vector<int>> first = all.Slice(part * length, length), second = all.Slice((part + 1) * length, length);
            ReadOnlySpan<Vector<int>> third = all.Slice((part + 2) * length, length), fourth = all.Slice((part + 3) * length, length);
            for (int i = 0; i < first.Length; i++)
            {
                a ^= first[i];
                b ^= second[i];
                c ^= third[i];
                d ^= fourth[i];
            }
        }

        GC.KeepAlive(Vector.Sum(a ^ b ^ c ^ d));
        return Bytes;
    }
}
