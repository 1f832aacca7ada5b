namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>The memory at base + index · scale + displacement.</summary>
/// <param name="Index">Not the stack pointer.</param>
/// <param name="Scale">1, 2, 4 or 8.</param>
internal readonly record struct MemoryOperand(GeneralRegister Base, GeneralRegister? Index, int Scale, int Displacement)
{
    public static MemoryOperand At(GeneralRegister start, int displacement = 0) => new(start, null, 1, displacement);

    public static MemoryOperand At(GeneralRegister start, GeneralRegister index, int scale = 1) => new(start, index, scale, 0);

    public MemoryOperand Plus(int bytes) => this with { Displacement = Displacement + bytes };
}
