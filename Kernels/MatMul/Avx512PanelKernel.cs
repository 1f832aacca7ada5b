using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul;

/// <summary>
/// Tiles of 8, 4, 2 and 1 rows by 32 outputs. Sums are locals of their own, which keeps them in registers; that is why the tiles are
/// spelled out.
/// </summary>
internal readonly unsafe struct Avx512PanelKernel : IPanelKernel
{
    public static void Accumulate(PanelElement element, byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
    {
        switch (element)
        {
            case PanelElement.BFloat16: Accumulate<BFloat16Pairs512>(panel, input, stride, rows, inputs, sums); break;
            case PanelElement.Float16: Accumulate<Float16Pairs512>(panel, input, stride, rows, inputs, sums); break;
            default: Accumulate<SinglePairs512>(panel, input, stride, rows, inputs, sums); break;
        }
    }

    private static void Accumulate<TPairs>(byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
        where TPairs : struct, IPairs512
    {
        for (; rows > 0; )
        {
            int tile = rows >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
            switch (tile)
            {
                case 8: Tile8<TPairs>(panel, input, stride, inputs, sums); break;
                case 4: Tile4<TPairs>(panel, input, stride, inputs, sums); break;
                case 2: Tile2<TPairs>(panel, input, stride, inputs, sums); break;
                default: Tile1<TPairs>(panel, input, stride, inputs, sums); break;
            }

            rows -= tile;
            input += tile * stride;
            sums += tile * PanelShape.Outputs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<TPairs>(byte* panel, float* x, nint stride, int inputs, float* sums)
        where TPairs : struct, IPairs512
    {
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        Vector512<float> s1 = Vector512.Load(sums + 32), t1 = Vector512.Load(sums + 48);
        Vector512<float> s2 = Vector512.Load(sums + 64), t2 = Vector512.Load(sums + 80);
        Vector512<float> s3 = Vector512.Load(sums + 96), t3 = Vector512.Load(sums + 112);
        Vector512<float> s4 = Vector512.Load(sums + 128), t4 = Vector512.Load(sums + 144);
        Vector512<float> s5 = Vector512.Load(sums + 160), t5 = Vector512.Load(sums + 176);
        Vector512<float> s6 = Vector512.Load(sums + 192), t6 = Vector512.Load(sums + 208);
        Vector512<float> s7 = Vector512.Load(sums + 224), t7 = Vector512.Load(sums + 240);
        int pairs = inputs / 2;
        for (; pairs > 0; pairs--)
        {
            TPairs.Load(
                panel, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1);
            Vector512<float> a0 = Vector512.Create(*x);
            s0 = Avx512F.FusedMultiplyAdd(a0, even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(a0, even1, t0);
            Vector512<float> a1 = Vector512.Create(x[stride]);
            s1 = Avx512F.FusedMultiplyAdd(a1, even0, s1);
            t1 = Avx512F.FusedMultiplyAdd(a1, even1, t1);
            Vector512<float> a2 = Vector512.Create(x[2 * stride]);
            s2 = Avx512F.FusedMultiplyAdd(a2, even0, s2);
            t2 = Avx512F.FusedMultiplyAdd(a2, even1, t2);
            Vector512<float> a3 = Vector512.Create(x[3 * stride]);
            s3 = Avx512F.FusedMultiplyAdd(a3, even0, s3);
            t3 = Avx512F.FusedMultiplyAdd(a3, even1, t3);
            Vector512<float> a4 = Vector512.Create(x[4 * stride]);
            s4 = Avx512F.FusedMultiplyAdd(a4, even0, s4);
            t4 = Avx512F.FusedMultiplyAdd(a4, even1, t4);
            Vector512<float> a5 = Vector512.Create(x[5 * stride]);
            s5 = Avx512F.FusedMultiplyAdd(a5, even0, s5);
            t5 = Avx512F.FusedMultiplyAdd(a5, even1, t5);
            Vector512<float> a6 = Vector512.Create(x[6 * stride]);
            s6 = Avx512F.FusedMultiplyAdd(a6, even0, s6);
            t6 = Avx512F.FusedMultiplyAdd(a6, even1, t6);
            Vector512<float> a7 = Vector512.Create(x[7 * stride]);
            s7 = Avx512F.FusedMultiplyAdd(a7, even0, s7);
            t7 = Avx512F.FusedMultiplyAdd(a7, even1, t7);
            Vector512<float> b0 = Vector512.Create(x[1]);
            s0 = Avx512F.FusedMultiplyAdd(b0, odd0, s0);
            t0 = Avx512F.FusedMultiplyAdd(b0, odd1, t0);
            Vector512<float> b1 = Vector512.Create(x[stride + 1]);
            s1 = Avx512F.FusedMultiplyAdd(b1, odd0, s1);
            t1 = Avx512F.FusedMultiplyAdd(b1, odd1, t1);
            Vector512<float> b2 = Vector512.Create(x[(2 * stride) + 1]);
            s2 = Avx512F.FusedMultiplyAdd(b2, odd0, s2);
            t2 = Avx512F.FusedMultiplyAdd(b2, odd1, t2);
            Vector512<float> b3 = Vector512.Create(x[(3 * stride) + 1]);
            s3 = Avx512F.FusedMultiplyAdd(b3, odd0, s3);
            t3 = Avx512F.FusedMultiplyAdd(b3, odd1, t3);
            Vector512<float> b4 = Vector512.Create(x[(4 * stride) + 1]);
            s4 = Avx512F.FusedMultiplyAdd(b4, odd0, s4);
            t4 = Avx512F.FusedMultiplyAdd(b4, odd1, t4);
            Vector512<float> b5 = Vector512.Create(x[(5 * stride) + 1]);
            s5 = Avx512F.FusedMultiplyAdd(b5, odd0, s5);
            t5 = Avx512F.FusedMultiplyAdd(b5, odd1, t5);
            Vector512<float> b6 = Vector512.Create(x[(6 * stride) + 1]);
            s6 = Avx512F.FusedMultiplyAdd(b6, odd0, s6);
            t6 = Avx512F.FusedMultiplyAdd(b6, odd1, t6);
            Vector512<float> b7 = Vector512.Create(x[(7 * stride) + 1]);
            s7 = Avx512F.FusedMultiplyAdd(b7, odd0, s7);
            t7 = Avx512F.FusedMultiplyAdd(b7, odd1, t7);
            x += 2;
            panel += TPairs.Size;
        }

        if (inputs % 2 != 0)
        {
            TPairs.Load(panel, out Vector512<float> even0, out Vector512<float> even1, out _, out _);
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even1, t0);
            s1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[stride]), even0, s1);
            t1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[stride]), even1, t1);
            s2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[2 * stride]), even0, s2);
            t2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[2 * stride]), even1, t2);
            s3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[3 * stride]), even0, s3);
            t3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[3 * stride]), even1, t3);
            s4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[4 * stride]), even0, s4);
            t4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[4 * stride]), even1, t4);
            s5 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[5 * stride]), even0, s5);
            t5 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[5 * stride]), even1, t5);
            s6 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[6 * stride]), even0, s6);
            t6 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[6 * stride]), even1, t6);
            s7 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[7 * stride]), even0, s7);
            t7 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[7 * stride]), even1, t7);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
        s1.Store(sums + 32);
        t1.Store(sums + 48);
        s2.Store(sums + 64);
        t2.Store(sums + 80);
        s3.Store(sums + 96);
        t3.Store(sums + 112);
        s4.Store(sums + 128);
        t4.Store(sums + 144);
        s5.Store(sums + 160);
        t5.Store(sums + 176);
        s6.Store(sums + 192);
        t6.Store(sums + 208);
        s7.Store(sums + 224);
        t7.Store(sums + 240);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TPairs>(byte* panel, float* x, nint stride, int inputs, float* sums)
        where TPairs : struct, IPairs512
    {
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        Vector512<float> s1 = Vector512.Load(sums + 32), t1 = Vector512.Load(sums + 48);
        Vector512<float> s2 = Vector512.Load(sums + 64), t2 = Vector512.Load(sums + 80);
        Vector512<float> s3 = Vector512.Load(sums + 96), t3 = Vector512.Load(sums + 112);
        int pairs = inputs / 2;
        for (; pairs > 0; pairs--)
        {
            TPairs.Load(
                panel, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1);
            Vector512<float> a0 = Vector512.Create(*x);
            s0 = Avx512F.FusedMultiplyAdd(a0, even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(a0, even1, t0);
            Vector512<float> a1 = Vector512.Create(x[stride]);
            s1 = Avx512F.FusedMultiplyAdd(a1, even0, s1);
            t1 = Avx512F.FusedMultiplyAdd(a1, even1, t1);
            Vector512<float> a2 = Vector512.Create(x[2 * stride]);
            s2 = Avx512F.FusedMultiplyAdd(a2, even0, s2);
            t2 = Avx512F.FusedMultiplyAdd(a2, even1, t2);
            Vector512<float> a3 = Vector512.Create(x[3 * stride]);
            s3 = Avx512F.FusedMultiplyAdd(a3, even0, s3);
            t3 = Avx512F.FusedMultiplyAdd(a3, even1, t3);
            Vector512<float> b0 = Vector512.Create(x[1]);
            s0 = Avx512F.FusedMultiplyAdd(b0, odd0, s0);
            t0 = Avx512F.FusedMultiplyAdd(b0, odd1, t0);
            Vector512<float> b1 = Vector512.Create(x[stride + 1]);
            s1 = Avx512F.FusedMultiplyAdd(b1, odd0, s1);
            t1 = Avx512F.FusedMultiplyAdd(b1, odd1, t1);
            Vector512<float> b2 = Vector512.Create(x[(2 * stride) + 1]);
            s2 = Avx512F.FusedMultiplyAdd(b2, odd0, s2);
            t2 = Avx512F.FusedMultiplyAdd(b2, odd1, t2);
            Vector512<float> b3 = Vector512.Create(x[(3 * stride) + 1]);
            s3 = Avx512F.FusedMultiplyAdd(b3, odd0, s3);
            t3 = Avx512F.FusedMultiplyAdd(b3, odd1, t3);
            x += 2;
            panel += TPairs.Size;
        }

        if (inputs % 2 != 0)
        {
            TPairs.Load(panel, out Vector512<float> even0, out Vector512<float> even1, out _, out _);
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even1, t0);
            s1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[stride]), even0, s1);
            t1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[stride]), even1, t1);
            s2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[2 * stride]), even0, s2);
            t2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[2 * stride]), even1, t2);
            s3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[3 * stride]), even0, s3);
            t3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[3 * stride]), even1, t3);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
        s1.Store(sums + 32);
        t1.Store(sums + 48);
        s2.Store(sums + 64);
        t2.Store(sums + 80);
        s3.Store(sums + 96);
        t3.Store(sums + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TPairs>(byte* panel, float* x, nint stride, int inputs, float* sums)
        where TPairs : struct, IPairs512
    {
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        Vector512<float> s1 = Vector512.Load(sums + 32), t1 = Vector512.Load(sums + 48);
        int pairs = inputs / 2;
        for (; pairs > 0; pairs--)
        {
            TPairs.Load(
                panel, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1);
            Vector512<float> a0 = Vector512.Create(*x);
            s0 = Avx512F.FusedMultiplyAdd(a0, even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(a0, even1, t0);
            Vector512<float> a1 = Vector512.Create(x[stride]);
            s1 = Avx512F.FusedMultiplyAdd(a1, even0, s1);
            t1 = Avx512F.FusedMultiplyAdd(a1, even1, t1);
            Vector512<float> b0 = Vector512.Create(x[1]);
            s0 = Avx512F.FusedMultiplyAdd(b0, odd0, s0);
            t0 = Avx512F.FusedMultiplyAdd(b0, odd1, t0);
            Vector512<float> b1 = Vector512.Create(x[stride + 1]);
            s1 = Avx512F.FusedMultiplyAdd(b1, odd0, s1);
            t1 = Avx512F.FusedMultiplyAdd(b1, odd1, t1);
            x += 2;
            panel += TPairs.Size;
        }

        if (inputs % 2 != 0)
        {
            TPairs.Load(panel, out Vector512<float> even0, out Vector512<float> even1, out _, out _);
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even1, t0);
            s1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[stride]), even0, s1);
            t1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[stride]), even1, t1);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
        s1.Store(sums + 32);
        t1.Store(sums + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TPairs>(byte* panel, float* x, nint stride, int inputs, float* sums)
        where TPairs : struct, IPairs512
    {
        Vector512<float> s0 = Vector512.Load(sums), t0 = Vector512.Load(sums + 16);
        int pairs = inputs / 2;
        for (; pairs > 0; pairs--)
        {
            TPairs.Load(
                panel, out Vector512<float> even0, out Vector512<float> even1, out Vector512<float> odd0, out Vector512<float> odd1);
            Vector512<float> a0 = Vector512.Create(*x);
            s0 = Avx512F.FusedMultiplyAdd(a0, even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(a0, even1, t0);
            Vector512<float> b0 = Vector512.Create(x[1]);
            s0 = Avx512F.FusedMultiplyAdd(b0, odd0, s0);
            t0 = Avx512F.FusedMultiplyAdd(b0, odd1, t0);
            x += 2;
            panel += TPairs.Size;
        }

        if (inputs % 2 != 0)
        {
            TPairs.Load(panel, out Vector512<float> even0, out Vector512<float> even1, out _, out _);
            s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even0, s0);
            t0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*x), even1, t0);
        }

        s0.Store(sums);
        t0.Store(sums + 16);
    }
}
