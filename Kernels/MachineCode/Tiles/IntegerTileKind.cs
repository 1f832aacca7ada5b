namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>Which panels an integer tile multiplies with.</summary>
/// <param name="Bits">8 or 4.</param>
/// <param name="Group">32 or 16.</param>
internal readonly record struct IntegerTileKind(int Bits, int Group, bool HasMinimums);
