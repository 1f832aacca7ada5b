using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>Which panels an integer tile multiplies with.</summary>
/// <param name="Bits">8 or 4.</param>
/// <param name="Group">32 or 16.</param>
internal readonly record struct IntegerTileKind(int Bits, int Group, bool HasMinimums)
{
    /// <summary>Bytes of a cache line, and of a vector.</summary>
    public const int LineBytes = 64;

    /// <summary>Every kind, by its index.</summary>
    public static IReadOnlyList<IntegerTileKind> All { get; } =
    [
        new(8, 32, false), new(8, 32, true), new(8, 16, false), new(8, 16, true),
        new(4, 32, false), new(4, 32, true), new(4, 16, false), new(4, 16, true),
    ];

    public int Index => (Bits == 8 ? 0 : 4) + (Group == 32 ? 0 : 2) + (HasMinimums ? 1 : 0);

    /// <summary>Bytes of a group's weights.</summary>
    public int WeightBytes => IntegerPanel.BytesOfGroup(Bits, Group);

    /// <summary>Cache lines of a group: its weights, its scales and its minimums.</summary>
    public int GroupLines => (WeightBytes / LineBytes) + (HasMinimums ? 2 : 1);
}
