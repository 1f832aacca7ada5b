using System.Numerics;
using Inference.Kernels.MachineCode.Memory;
using Inference.Kernels.MatMul;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The tiles of every kind of integer panel and every number of rows, ready to be called.</summary>
internal sealed unsafe class IntegerTiles : IDisposable
{
    /// <summary>Where there are more, weights are read again; where there are many, smaller tiles keep their sums in registers.</summary>
    public const int MostRows = 8;

    private const int BestRows = IntegerTile.MaxRowsOfSumsInRegisters;
    private const int BytesAhead = 4096;
    private const int NibbleMask = 0x0F0F0F0F;

    private readonly ExecutableCode _code;

    private IntegerTiles(ExecutableCode code) => _code = code;

    public static IntegerTiles? TryLoad(IExecutablePages pages)
    {
        List<byte[]> functions = [];
        foreach (IntegerTileKind kind in IntegerTileKind.All)
        {
            for (int rows = 1; rows <= MostRows; rows++) functions.Add(IntegerTile.Generate(kind, rows));
        }

        return ExecutableCode.TryLoad(pages, functions) is { } code ? new IntegerTiles(code) : null;
    }

    /// <inheritdoc cref="IIntegerPanelKernel.Accumulate"/>
    public void Accumulate(in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        IntegerTileKind kind = new(panel.Bits, panel.Group, panel.Minimums != null);
        IntegerTileArguments arguments = new()
        {
            Weights = panel.Weights + ((long)firstGroup * panel.GroupBytes),
            Scales = panel.Scales + (firstGroup * PanelShape.Outputs),
            Minimums = panel.Minimums + (firstGroup * PanelShape.Outputs),
            Stride = rows.Stride,
            GroupStride = rows.GroupStride * sizeof(float),
            Groups = groups,
            Ahead = BytesAhead,
            OffsetShift = BitOperations.TrailingZeroCount(panel.Offset),
            NibbleMask = NibbleMask,
        };
        for (int row = 0; row < rowCount;)
        {
            int count = RowTiles.Next(rowCount - row, MostRows, BestRows);
            QuantizedRows tile = rows.From(row);
            arguments.Values = tile.Values + ((nint)firstGroup * panel.Group);
            arguments.RowScales = tile.Scales + firstGroup;
            arguments.RowTerms = kind.HasMinimums ? tile.ScaledSums + firstGroup : tile.Sums + firstGroup;
            arguments.Sums = sums + (row * PanelShape.Outputs);
            nint function = _code[(kind.Index * MostRows) + count - 1];
            ((delegate* unmanaged[SuppressGCTransition]<IntegerTileArguments*, void>)function)(&arguments);
            row += count;
        }
    }

    public void Dispose() => _code.Dispose();
}
