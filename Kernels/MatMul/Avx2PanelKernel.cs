using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul;

/// <summary>
/// Tiles of 4 and 1 rows by 16 outputs, half a panel. Sums are locals of their own, which keeps them in registers; that is why
/// the tiles are spelled out.
/// </summary>
internal readonly unsafe struct Avx2PanelKernel : IPanelKernel
{
    public static void Accumulate(PanelElement element, byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
    {
        switch (element)
        {
            case PanelElement.BFloat16: Accumulate<BFloat16Pairs256>(panel, input, stride, rows, inputs, sums); break;
            case PanelElement.Float16: Accumulate<Float16Pairs256>(panel, input, stride, rows, inputs, sums); break;
            default: Accumulate<SinglePairs256>(panel, input, stride, rows, inputs, sums); break;
        }
    }

    private static void Accumulate<TPairs>(byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
        where TPairs : struct, IPairs256
    {
        const int Half = PanelShape.Outputs / 2;
        const int HalfBytes = 64; // 16 pairs of 16 bits, or 16 singles
        for (; rows > 0; )
        {
            int tile = rows >= 4 ? 4 : 1;
            for (int half = 0; half < 2; half++)
            {
                byte* weights = panel + (half * HalfBytes);
                if (tile == 4) Tile4<TPairs>(weights, input, stride, inputs, sums + (half * Half));
                else Tile1<TPairs>(weights, input, stride, inputs, sums + (half * Half));
            }

            rows -= tile;
            input += tile * stride;
            sums += tile * PanelShape.Outputs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TPairs>(byte* panel, float* x, nint stride, int inputs, float* sums)
        where TPairs : struct, IPairs256
    {
        Vector256<float> s0 = Vector256.Load(sums), t0 = Vector256.Load(sums + 8);
        Vector256<float> s1 = Vector256.Load(sums + 32), t1 = Vector256.Load(sums + 40);
        Vector256<float> s2 = Vector256.Load(sums + 64), t2 = Vector256.Load(sums + 72);
        Vector256<float> s3 = Vector256.Load(sums + 96), t3 = Vector256.Load(sums + 104);
        int pairs = inputs / 2;
        for (; pairs > 0; pairs--)
        {
            TPairs.Load(
                panel, out Vector256<float> even0, out Vector256<float> even1, out Vector256<float> odd0, out Vector256<float> odd1);
            Vector256<float> a0 = Vector256.Create(*x);
            s0 = Fma.MultiplyAdd(a0, even0, s0);
            t0 = Fma.MultiplyAdd(a0, even1, t0);
            Vector256<float> a1 = Vector256.Create(x[stride]);
            s1 = Fma.MultiplyAdd(a1, even0, s1);
            t1 = Fma.MultiplyAdd(a1, even1, t1);
            Vector256<float> a2 = Vector256.Create(x[2 * stride]);
            s2 = Fma.MultiplyAdd(a2, even0, s2);
            t2 = Fma.MultiplyAdd(a2, even1, t2);
            Vector256<float> a3 = Vector256.Create(x[3 * stride]);
            s3 = Fma.MultiplyAdd(a3, even0, s3);
            t3 = Fma.MultiplyAdd(a3, even1, t3);
            Vector256<float> b0 = Vector256.Create(x[1]);
            s0 = Fma.MultiplyAdd(b0, odd0, s0);
            t0 = Fma.MultiplyAdd(b0, odd1, t0);
            Vector256<float> b1 = Vector256.Create(x[stride + 1]);
            s1 = Fma.MultiplyAdd(b1, odd0, s1);
            t1 = Fma.MultiplyAdd(b1, odd1, t1);
            Vector256<float> b2 = Vector256.Create(x[(2 * stride) + 1]);
            s2 = Fma.MultiplyAdd(b2, odd0, s2);
            t2 = Fma.MultiplyAdd(b2, odd1, t2);
            Vector256<float> b3 = Vector256.Create(x[(3 * stride) + 1]);
            s3 = Fma.MultiplyAdd(b3, odd0, s3);
            t3 = Fma.MultiplyAdd(b3, odd1, t3);
            x += 2;
            panel += TPairs.Size;
        }

        if (inputs % 2 != 0)
        {
            TPairs.Load(panel, out Vector256<float> even0, out Vector256<float> even1, out _, out _);
            s0 = Fma.MultiplyAdd(Vector256.Create(*x), even0, s0);
            t0 = Fma.MultiplyAdd(Vector256.Create(*x), even1, t0);
            s1 = Fma.MultiplyAdd(Vector256.Create(x[stride]), even0, s1);
            t1 = Fma.MultiplyAdd(Vector256.Create(x[stride]), even1, t1);
            s2 = Fma.MultiplyAdd(Vector256.Create(x[2 * stride]), even0, s2);
            t2 = Fma.MultiplyAdd(Vector256.Create(x[2 * stride]), even1, t2);
            s3 = Fma.MultiplyAdd(Vector256.Create(x[3 * stride]), even0, s3);
            t3 = Fma.MultiplyAdd(Vector256.Create(x[3 * stride]), even1, t3);
        }

        s0.Store(sums);
        t0.Store(sums + 8);
        s1.Store(sums + 32);
        t1.Store(sums + 40);
        s2.Store(sums + 64);
        t2.Store(sums + 72);
        s3.Store(sums + 96);
        t3.Store(sums + 104);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TPairs>(byte* panel, float* x, nint stride, int inputs, float* sums)
        where TPairs : struct, IPairs256
    {
        Vector256<float> s0 = Vector256.Load(sums), t0 = Vector256.Load(sums + 8);
        int pairs = inputs / 2;
        for (; pairs > 0; pairs--)
        {
            TPairs.Load(
                panel, out Vector256<float> even0, out Vector256<float> even1, out Vector256<float> odd0, out Vector256<float> odd1);
            Vector256<float> a0 = Vector256.Create(*x);
            s0 = Fma.MultiplyAdd(a0, even0, s0);
            t0 = Fma.MultiplyAdd(a0, even1, t0);
            Vector256<float> b0 = Vector256.Create(x[1]);
            s0 = Fma.MultiplyAdd(b0, odd0, s0);
            t0 = Fma.MultiplyAdd(b0, odd1, t0);
            x += 2;
            panel += TPairs.Size;
        }

        if (inputs % 2 != 0)
        {
            TPairs.Load(panel, out Vector256<float> even0, out Vector256<float> even1, out _, out _);
            s0 = Fma.MultiplyAdd(Vector256.Create(*x), even0, s0);
            t0 = Fma.MultiplyAdd(Vector256.Create(*x), even1, t0);
        }

        s0.Store(sums);
        t0.Store(sums + 8);
    }
}
