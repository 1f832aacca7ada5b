namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>
/// Writes the few x86-64 instructions that kernels are made of. Operands come in the order of the manuals: what is written first.
/// </summary>
internal sealed class Assembler
{
    private readonly CodeWriter _code = new();

    public byte[] ToArray() => _code.ToArray();

    public Label Here() => new(_code.Position);

    public void Move(GeneralRegister target, GeneralRegister source) => _code.General(0x8B, (int)target, source);

    public void Move(GeneralRegister target, MemoryOperand source) => _code.General(0x8B, (int)target, source);

    public void Store(MemoryOperand target, GeneralRegister source) => _code.General(0x89, (int)source, target);

    /// <summary>The address itself.</summary>
    public void LoadAddress(GeneralRegister target, MemoryOperand source) => _code.General(0x8D, (int)target, source);

    public void Add(GeneralRegister target, GeneralRegister addend) => _code.General(0x03, (int)target, addend);

    public void Add(GeneralRegister target, MemoryOperand addend) => _code.General(0x03, (int)target, addend);

    public void Add(GeneralRegister target, int addend) => Immediate(0, target, addend);

    public void Subtract(GeneralRegister target, int subtrahend) => Immediate(5, target, subtrahend);

    public void Compare(GeneralRegister left, int right) => Immediate(7, left, right);

    public void Clear(GeneralRegister target) => _code.General(0x33, (int)target, target);

    public void Push(GeneralRegister register)
    {
        if ((int)register >= 8) _code.Byte(0x41);
        _code.Byte(0x50 | ((int)register & 7));
    }

    public void Pop(GeneralRegister register)
    {
        if ((int)register >= 8) _code.Byte(0x41);
        _code.Byte(0x58 | ((int)register & 7));
    }

    /// <summary>Jumps back where the last result was above zero, as a signed number.</summary>
    public void JumpIfPositive(Label target)
    {
        _code.Byte(0x0F);
        _code.Byte(0x8F);
        _code.Dword(target.Position - (_code.Position + 4));
    }

    /// <summary>Passes over what <paramref name="skipped"/> writes where the last result was zero or below, as a signed number.</summary>
    public void SkipIfNotPositive(Action skipped)
    {
        _code.Byte(0x0F);
        _code.Byte(0x8E);
        int place = _code.Position;
        _code.Dword(0);
        skipped();
        _code.PatchDword(place, _code.Position - (place + 4));
    }

    public void Return() => _code.Byte(0xC3);

    /// <summary>Brings a cache line near.</summary>
    public void Prefetch(MemoryOperand line)
    {
        int prefix = 0x40 | ((int)(line.Index ?? 0) >> 3 << 1) | ((int)line.Base >> 3);
        if (prefix != 0x40) _code.Byte(prefix);
        _code.Byte(0x0F);
        _code.Byte(0x18);
        _code.MemoryOperand(1, line, 1);
    }

    /// <summary>Ends the use of wide vectors, so that code after it is not slowed down.</summary>
    public void ZeroUpper()
    {
        _code.Byte(0xC5);
        _code.Byte(0xF8);
        _code.Byte(0x77);
    }

    public void Vector(EvexOpcode opcode, VectorRegister target, VectorOperand source) =>
        _code.Evex(opcode, target.Number, default, source);

    public void Vector(EvexOpcode opcode, VectorRegister target, VectorRegister first, VectorOperand second) =>
        _code.Evex(opcode, target.Number, first, second);

    /// <summary>Logical shift of 32-bit lanes.</summary>
    public void ShiftRight(VectorRegister target, VectorOperand source, int bits)
    {
        _code.Evex(EvexOpcode.ShiftByImmediate, 2, target, source);
        _code.Byte(bits);
    }

    private void Immediate(int operation, GeneralRegister target, int value)
    {
        bool small = value is >= -128 and <= 127;
        _code.General(small ? 0x83 : 0x81, operation, target);
        if (small) _code.Byte(value);
        else _code.Dword(value);
    }
}
