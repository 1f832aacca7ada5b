using System.Numerics;
using System.Runtime.CompilerServices;
using Inference.Kernels.MachineCode.Memory;
using Inference.Kernels.MatMul;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The tiles of every kind of integer panel and every number of rows, ready to be called.</summary>
internal sealed unsafe class IntegerTiles : IDisposable
{
    /// <summary>Where there are more, weights are read again; where there are many, smaller tiles keep their sums in registers.</summary>
    public const int MostRows = 8;

    public const int BestRows = IntegerTile.MaxRowsOfSumsInRegisters;

    /// <summary>Where rows take several tiles, none has fewer.</summary>
    public const int FewestOfSeveral = 4;

    private const int NibbleMask = 0x0F0F0F0F;

    /// <summary>
    /// Among how many of a panel's tiles the next panel is divided, each of which asks for its part: memory is to work all the time, not only while the first of
    /// them computes.
    /// </summary>
    private static readonly int[] Shares = [1, 2, 3, 6, 18];

    private static readonly RowTiles Tiles = new(MostRows, BestRows);

    private readonly ExecutableCode _code;
    private readonly nint[] _functions;

    private IntegerTiles(ExecutableCode code)
    {
        _code = code;
        _functions = code.Functions;
    }

    public static IntegerTiles? TryLoad(IExecutablePages pages)
    {
        List<byte[]> functions = [];
        foreach (IntegerTileKind kind in IntegerTileKind.All)
        {
            foreach (int share in Shares)
            {
                for (int rows = 1; rows <= MostRows; rows++)
                    functions.Add(share == 1 || rows >= FewestOfSeveral ? IntegerTile.Generate(kind, rows, LinesAhead(kind, share)) : []);
            }
        }

        return ExecutableCode.TryLoad(pages, functions) is { } code ? new IntegerTiles(code) : null;
    }

    /// <inheritdoc cref="IIntegerPanelKernel.Accumulate"/>
    public void Accumulate(in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        // Field by field: copies of whole structures would wait for the stores just before them.
        IntegerTileKind kind = new(panel.Bits, panel.Group, panel.Minimums != null);
        int share = Shares.Length - 1, tiles = Tiles.Count(rowCount);
        while (Shares[share] > tiles) share--;
        nint ahead = (nint)groups * LinesAhead(kind, Shares[share]) * IntegerTileKind.LineBytes;

        Unsafe.SkipInit(out IntegerTileArguments arguments);
        arguments.Weights = panel.Weights + ((nint)firstGroup * panel.GroupBytes);
        arguments.Scales = panel.Scales + ((nint)firstGroup * PanelShape.Outputs);
        arguments.Minimums = panel.Minimums + ((nint)firstGroup * PanelShape.Outputs);
        arguments.Stride = rows.Stride;
        arguments.GroupStride = rows.GroupStride * sizeof(float);
        arguments.Groups = groups;
        arguments.Ahead = panel.Next == null ? arguments.Weights : panel.Next + ((nint)firstGroup * kind.GroupLines * IntegerTileKind.LineBytes);
        arguments.OffsetShift = BitOperations.TrailingZeroCount(panel.Offset);
        arguments.NibbleMask = NibbleMask;
        arguments.NextWeights = -(nint)groups * kind.WeightBytes;
        arguments.NextScales = -(nint)groups * IntegerTileKind.LineBytes;
        void* terms = kind.HasMinimums ? rows.ScaledSums : rows.NegatedSums;
        for (int row = 0; row < rowCount;)
        {
            int count = Tiles.Next(rowCount - row), alike = Tiles.Alike(rowCount - row);
            nint rowGroup = (row * rows.GroupStride) + firstGroup;
            arguments.Values = rows.Values + (row * rows.Stride) + ((nint)firstGroup * panel.Group);
            arguments.RowScales = rows.Scales + rowGroup;
            arguments.RowTerms = (float*)terms + rowGroup;
            arguments.Sums = sums + (row * PanelShape.Outputs);
            arguments.Tiles = alike;
            arguments.NextValues = (count * rows.Stride) - ((nint)groups * panel.Group);
            arguments.NextRowGroups = ((count * rows.GroupStride) - groups) * sizeof(float);
            nint function = _functions[(((kind.Index * Shares.Length) + share) * MostRows) + count - 1];
            ((delegate* unmanaged[SuppressGCTransition]<IntegerTileArguments*, void>)function)(&arguments);
            arguments.Ahead += alike * ahead;
            row += alike * count;
        }
    }

    public void Dispose() => _code.Dispose();

    /// <summary>How many of the next panel's cache lines each group asks for.</summary>
    private static int LinesAhead(IntegerTileKind kind, int share) => (kind.GroupLines + share - 1) / share;
}
