namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>An instruction's last operand: a register, memory, or four bytes of memory repeated in every lane.</summary>
internal readonly record struct VectorOperand
{
    private VectorOperand(VectorRegister? register, MemoryOperand memory, bool broadcast)
    {
        Register = register;
        Memory = memory;
        IsBroadcast = broadcast;
    }

    public VectorRegister? Register { get; }

    /// <summary>Where there is no register.</summary>
    public MemoryOperand Memory { get; }

    public bool IsBroadcast { get; }

    public static VectorOperand Broadcast(MemoryOperand memory) => new(null, memory, true);

    public static implicit operator VectorOperand(VectorRegister register) => new(register, default, false);

    public static implicit operator VectorOperand(MemoryOperand memory) => new(null, memory, false);
}
