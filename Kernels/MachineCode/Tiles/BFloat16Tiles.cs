using System.Runtime.CompilerServices;
using Inference.Kernels.MachineCode.Memory;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The bf16 tiles of every number of rows, ready to be called.</summary>
internal sealed unsafe class BFloat16Tiles : IDisposable
{
    private const int BytesAhead = 4096;

    private readonly ExecutableCode _code;
    private readonly nint[] _functions;

    private BFloat16Tiles(ExecutableCode code)
    {
        _code = code;
        _functions = code.Functions;
    }

    public static BFloat16Tiles? TryLoad(IExecutablePages pages)
    {
        byte[][] functions = [.. Enumerable.Range(1, BFloat16Tile.MaxRows).Select(BFloat16Tile.Generate)];
        return ExecutableCode.TryLoad(pages, functions) is { } code ? new BFloat16Tiles(code) : null;
    }

    /// <inheritdoc cref="IBFloat16Kernel.Accumulate"/>
    public void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums)
    {
        if (pairs == 0) return;
        Unsafe.SkipInit(out BFloat16TileArguments arguments);
        arguments.Weights = panel;
        arguments.Stride = values.Stride * sizeof(ushort);
        arguments.Pairs = pairs;
        arguments.Ahead = BytesAhead;
        for (int row = 0; row < rows;)
        {
            int count = RowTiles.Next(rows - row, BFloat16Tile.MaxRows, BFloat16Tile.MaxRows);
            arguments.Values = values.First + (row * values.Stride);
            arguments.Sums = sums + (row * PanelShape.Outputs);
            ((delegate* unmanaged[SuppressGCTransition]<BFloat16TileArguments*, void>)_functions[count - 1])(&arguments);
            row += count;
        }
    }

    public void Dispose() => _code.Dispose();
}
