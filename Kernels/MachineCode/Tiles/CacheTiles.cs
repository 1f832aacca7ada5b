using System.Runtime.CompilerServices;
using Inference.Kernels.Attention;
using Inference.Kernels.MachineCode.Memory;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The tiles that attention is made of, for every number of rows, ready to be called.</summary>
internal sealed unsafe class CacheTiles : IDisposable
{
    private const uint FirstOfPair = 0xFFFF;

    private readonly ExecutableCode _code;
    private readonly nint[] _functions;

    private CacheTiles(ExecutableCode code)
    {
        _code = code;
        _functions = code.Functions;
    }

    public static CacheTiles? TryLoad(IExecutablePages pages)
    {
        List<byte[]> functions = [];
        foreach (bool asksAhead in new[] { false, true })
        {
            for (int rows = 1; rows <= QueryTile.Rows; rows++) functions.Add(CacheTile.Generate(rows, asksAhead));
        }

        return ExecutableCode.TryLoad(pages, functions) is { } code ? new CacheTiles(code) : null;
    }

    /// <param name="columns">The two columns, of bf16 numbers. Where it has nothing to bring near, nothing is.</param>
    /// <param name="values">[rows][terms], bf16, to whole pairs.</param>
    /// <param name="stride">Numbers from one row of <paramref name="values"/> to the next.</param>
    /// <param name="rows">1 … 8.</param>
    /// <param name="sums">[rows]: what is there is lost.</param>
    /// <param name="sumStride">Floats from one row's sums to the next.</param>
    /// <param name="second">Floats from the first column's sums to the second's; 0 where there is none, which then repeats the first.</param>
    public void Multiply(in CacheColumns columns, ushort* values, nint stride, int rows, float* sums, nint sumStride, nint second)
    {
        (int blocks, int rest) = Math.DivRem(columns.Terms, 2 * columns.PairsPerBlock);
        Unsafe.SkipInit(out CacheTileArguments arguments);
        arguments.Blocks = columns.Blocks;
        arguments.SecondBlock = columns.SecondBlock * sizeof(byte*);
        arguments.First = columns.First;
        arguments.Second = columns.Second;
        arguments.Step = columns.Step;
        arguments.WholeBlocks = blocks;
        arguments.PairsPerBlock = columns.PairsPerBlock;
        arguments.LastPairs = rest / 2;
        arguments.Odd = rest % 2;
        arguments.Values = values;
        arguments.Stride = stride * sizeof(ushort);
        arguments.Sums = sums;
        arguments.SumStride = sumStride * sizeof(float);
        arguments.SecondSums = second * sizeof(float);
        arguments.Ahead = columns.Ahead;
        arguments.SecondAhead = columns.SecondAhead;
        arguments.Beside = columns.Beside;
        arguments.FirstOfPair = FirstOfPair;
        nint function = _functions[(columns.Ahead == null ? 0 : QueryTile.Rows) + rows - 1];
        ((delegate* unmanaged[SuppressGCTransition]<CacheTileArguments*, void>)function)(&arguments);
    }

    public void Dispose() => _code.Dispose();
}
