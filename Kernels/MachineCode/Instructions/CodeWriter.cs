using System.Buffers.Binary;

namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>Bytes of instructions: the prefixes and operands that x86-64 instructions have in common.</summary>
internal sealed class CodeWriter
{
    private readonly List<byte> _bytes = [];

    public int Position => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public void Byte(int value) => _bytes.Add((byte)value);

    public void Dword(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    public void PatchDword(int position, int value)
    {
        for (int i = 0; i < 4; i++) _bytes[position + i] = (byte)(value >> (8 * i));
    }

    /// <summary>An instruction on 64-bit general registers.</summary>
    /// <param name="field">The register operand, or the number that completes the opcode.</param>
    public void General(int opcode, int field, GeneralRegister operand)
    {
        Byte(0x48 | (field >> 3 << 2) | ((int)operand >> 3));
        Byte(opcode);
        RegisterOperand(field, (int)operand);
    }

    /// <inheritdoc cref="General(int,int,GeneralRegister)"/>
    public void General(int opcode, int field, MemoryOperand operand)
    {
        Byte(0x48 | (field >> 3 << 2) | ((int)(operand.Index ?? 0) >> 3 << 1) | ((int)operand.Base >> 3));
        Byte(opcode);
        MemoryOperand(field, operand, 1);
    }

    /// <summary>An instruction on 64-byte vectors.</summary>
    /// <param name="field">The register operand, or the number that completes the opcode.</param>
    /// <param name="second">The operand in the middle; register 0 where there is none.</param>
    public void Evex(EvexOpcode opcode, int field, VectorRegister second, VectorOperand operand)
    {
        int beyond7 = operand.Register is { } register
            ? (register.Number >> 4 << 6) | (register.Number >> 3 << 5)
            : ((int)(operand.Memory.Index ?? 0) >> 3 << 6) | ((int)operand.Memory.Base >> 3 << 5);
        int inverted = (field >> 3 << 7) | (beyond7 & 0x60) | (field >> 4 << 4);
        Byte(0x62);
        Byte((~inverted & 0xF0) | opcode.Map);
        Byte(((~second.Number & 0x0F) << 3) | 0x04 | opcode.Prefix);
        Byte(0x40 | (operand.IsBroadcast ? 0x10 : 0) | (second.Number < 16 ? 0x08 : 0));
        Byte(opcode.Opcode);
        if (operand.Register is { } direct) RegisterOperand(field, direct.Number);
        else MemoryOperand(field, operand.Memory, operand.IsBroadcast ? 4 : opcode.MemoryBytes);
    }

    public void RegisterOperand(int field, int register) => Byte(0xC0 | ((field & 7) << 3) | (register & 7));

    /// <param name="unit">What a displacement of one byte counts.</param>
    public void MemoryOperand(int field, MemoryOperand operand, int unit)
    {
        int start = (int)operand.Base & 7, displacement = operand.Displacement;
        bool small = displacement % unit == 0 && displacement / unit is >= -128 and <= 127;

        // A base of rbp or r13 without displacement would mean something else; so would rsp or r12 without an index byte.
        int mode = displacement == 0 && start != 5 ? 0 : small ? 1 : 2;
        bool indexed = operand.Index is not null || start == 4;
        Byte((mode << 6) | ((field & 7) << 3) | (indexed ? 4 : start));
        if (indexed)
        {
            int index = operand.Index is { } register ? (int)register & 7 : 4;
            Byte((int.Log2(operand.Scale) << 6) | (index << 3) | start);
        }

        if (mode == 1) Byte(displacement / unit);
        if (mode == 2) Dword(displacement);
    }
}
