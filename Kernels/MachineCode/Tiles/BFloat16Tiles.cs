using System.Runtime.CompilerServices;
using Inference.Kernels.MachineCode.Memory;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The bf16 tiles of every number of rows, ready to be called.</summary>
internal sealed unsafe class BFloat16Tiles : IDisposable
{
    /// <summary>Where rows take several tiles, none has fewer.</summary>
    public const int FewestOfSeveral = 6;

    /// <summary>How far ahead a tile asks that reads its weights alone.</summary>
    private const int BytesAhead = 4096;

    /// <summary>Among how many tiles what follows the weights is divided, each of which asks for its part.</summary>
    private static readonly int[] Shares = [1, 2, 3, 4, 8];

    private static readonly RowTiles Tiles = new(BFloat16Tile.MaxRows, BFloat16Tile.MaxRows);

    private readonly ExecutableCode _code;
    private readonly nint[] _functions;

    private BFloat16Tiles(ExecutableCode code)
    {
        _code = code;
        _functions = code.Functions;
    }

    public static BFloat16Tiles? TryLoad(IExecutablePages pages)
    {
        List<byte[]> functions = [];
        foreach (int share in Shares)
        {
            for (int rows = 1; rows <= BFloat16Tile.MaxRows; rows++)
                functions.Add(share == 1 || rows >= FewestOfSeveral ? BFloat16Tile.Generate(rows, LinesAhead(share)) : []);
        }

        return ExecutableCode.TryLoad(pages, functions) is { } code ? new BFloat16Tiles(code) : null;
    }

    /// <inheritdoc cref="IBFloat16Kernel.Accumulate"/>
    public void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums)
    {
        if (pairs == 0) return;
        int share = Shares.Length - 1, tiles = Tiles.Count(rows);
        while (Shares[share] > tiles) share--;

        Unsafe.SkipInit(out BFloat16TileArguments arguments);
        arguments.Weights = panel;
        arguments.Stride = values.Stride * sizeof(ushort);
        arguments.Pairs = pairs;
        arguments.Ahead = panel + (tiles == 1 ? BytesAhead : (nint)pairs * BFloat16Tile.PairBytes);
        for (int row = 0; row < rows;)
        {
            int count = Tiles.Next(rows - row);
            arguments.Values = values.First + (row * values.Stride);
            arguments.Sums = sums + (row * PanelShape.Outputs);
            nint function = _functions[(share * BFloat16Tile.MaxRows) + count - 1];
            ((delegate* unmanaged[SuppressGCTransition]<BFloat16TileArguments*, void>)function)(&arguments);
            arguments.Ahead += (nint)pairs * BFloat16Tile.PairBytes / Shares[share];
            row += count;
        }
    }

    public void Dispose() => _code.Dispose();

    private static int LinesAhead(int share) => (BFloat16Tile.LinesAtOnce + share - 1) / share;
}
