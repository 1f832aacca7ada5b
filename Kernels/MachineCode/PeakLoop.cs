using Inference.Kernels.MachineCode.Instructions;
using Inference.Kernels.MachineCode.Memory;

namespace Inference.Kernels.MachineCode;

/// <summary>One instruction on registers alone, again and again: what benchmarks of kernels are measured by.</summary>
public static unsafe class PeakLoop
{
    private const int Chains = 24;
    private static readonly VectorRegister Left = new(30), Right = new(31);

    /// <summary>Multiplications and additions in so many turns of byte dot products; null where the processor has none.</summary>
    public static long? RunByteDots(int turns) => ProcessorFeatures.HasByteDots ? Run(EvexOpcode.DotBytes, turns, 128) : null;

    /// <summary>The same for pairs of bf16 numbers.</summary>
    public static long? RunBFloat16Dots(int turns) => ProcessorFeatures.HasBFloat16Dots ? Run(EvexOpcode.DotBFloat16, turns, 64) : null;

    private static long? Run(EvexOpcode opcode, int turns, int operations)
    {
        using ExecutableCode? code = ExecutableCode.TryLoad(new PosixPages(), [Generate(opcode)]);
        if (code is null || turns < 1) return null;
        ((delegate* unmanaged<nint, void>)code.Functions[0])(turns);
        return (long)turns * Chains * operations;
    }

    private static byte[] Generate(EvexOpcode opcode)
    {
        Assembler code = new();
        for (int register = 0; register < 32; register++) code.Vector(EvexOpcode.XorDword, new(register), new VectorRegister(register), new VectorRegister(register));
        Label next = code.Here();
        for (int chain = 0; chain < Chains; chain++) code.Vector(opcode, new(chain), Left, Right);
        code.Subtract(GeneralRegister.Rdi, 1);
        code.JumpIfPositive(next);
        code.ZeroUpper();
        code.Return();
        return code.ToArray();
    }
}
