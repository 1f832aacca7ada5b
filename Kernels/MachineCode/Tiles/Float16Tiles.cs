using System.Runtime.CompilerServices;
using Inference.Kernels.MachineCode.Memory;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The f16 tiles of every number of rows, ready to be called.</summary>
internal sealed unsafe class Float16Tiles : IDisposable
{
    private const int BytesAhead = 4096;

    private static readonly RowTiles Tiles = new(Float16Tile.MaxRows, Float16Tile.MaxRows);

    private readonly ExecutableCode _code;
    private readonly nint[] _functions;

    private Float16Tiles(ExecutableCode code)
    {
        _code = code;
        _functions = code.Functions;
    }

    public static Float16Tiles? TryLoad(IExecutablePages pages)
    {
        byte[][] functions = [.. Enumerable.Range(1, Float16Tile.MaxRows).Select(Float16Tile.Generate)];
        return ExecutableCode.TryLoad(pages, functions) is { } code ? new Float16Tiles(code) : null;
    }

    /// <inheritdoc cref="IPanelKernel.Accumulate"/>
    public void Accumulate(byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
    {
        Unsafe.SkipInit(out Float16TileArguments arguments);
        arguments.Weights = panel;
        arguments.Stride = stride * sizeof(float);
        arguments.Pairs = inputs / 2;
        arguments.Odd = inputs % 2;
        arguments.Ahead = BytesAhead;
        for (int row = 0; row < rows;)
        {
            int count = Tiles.Next(rows - row);
            arguments.Values = input + (row * stride);
            arguments.Sums = sums + (row * PanelShape.Outputs);
            ((delegate* unmanaged[SuppressGCTransition]<Float16TileArguments*, void>)_functions[count - 1])(&arguments);
            row += count;
        }
    }

    public void Dispose() => _code.Dispose();
}
