using Inference.Kernels.MachineCode.Instructions;
using static Inference.Kernels.MachineCode.Instructions.GeneralRegister;

namespace Inference.Kernels.Tests.MachineCode;

public sealed class AssemblerTests
{
    /// <summary>Instructions in the notation of the manuals, and the bytes that the GNU assembler makes of them.</summary>
    private static readonly (string Instruction, Action<Assembler> Write, string Bytes)[] Known =
    [
        ("vpdpbusd zmm3, zmm17, zmm30", a => a.Vector(EvexOpcode.DotBytes, Zmm(3), Zmm(17), Zmm(30)), "6292754050DE"),
        ("vpdpbusd zmm31, zmm8, [r13+rdx*2+12]{1to16}",
            a => a.Vector(EvexOpcode.DotBytes, Zmm(31), Zmm(8), VectorOperand.Broadcast(MemoryOperand.At(R13, Rdx, 2).Plus(12))),
            "62423D58507C5503"),
        ("vpdpbusd zmm0, zmm24, [r12+0x40]",
            a => a.Vector(EvexOpcode.DotBytes, Zmm(0), Zmm(24), MemoryOperand.At(R12, 0x40)), "62D23D4050442401"),
        ("vdpbf16ps zmm5, zmm24, zmm26", a => a.Vector(EvexOpcode.DotBFloat16, Zmm(5), Zmm(24), Zmm(26)), "62923E4052EA"),
        ("vdpbf16ps zmm21, zmm9, [rbp]{1to16}",
            a => a.Vector(EvexOpcode.DotBFloat16, Zmm(21), Zmm(9), VectorOperand.Broadcast(MemoryOperand.At(Rbp))), "62E23658526D00"),
        ("vfmadd231ps zmm11, zmm29, [r13+rax]{1to16}",
            a => a.Vector(EvexOpcode.MultiplyAdd231, Zmm(11), Zmm(29), VectorOperand.Broadcast(MemoryOperand.At(R13, Rax))),
            "62521550B85C0500"),
        ("vfmadd231ps zmm22, zmm4, zmm25", a => a.Vector(EvexOpcode.MultiplyAdd231, Zmm(22), Zmm(4), Zmm(25)), "62825D48B8F1"),
        ("vfmadd213ps zmm16, zmm24, [r15+0x5c0]",
            a => a.Vector(EvexOpcode.MultiplyAdd213, Zmm(16), Zmm(24), MemoryOperand.At(R15, 0x5C0)), "62C23D40A84717"),
        ("vmulps zmm9, zmm9, [r12]{1to16}",
            a => a.Vector(EvexOpcode.MultiplySingle, Zmm(9), Zmm(9), VectorOperand.Broadcast(MemoryOperand.At(R12))), "62513458590C24"),
        ("vcvtdq2ps zmm18, zmm7", a => a.Vector(EvexOpcode.DwordToSingle, Zmm(18), Zmm(7)), "62E17C485BD7"),
        ("vcvtph2ps zmm25, [rdx+32]", a => a.Vector(EvexOpcode.HalfToSingle, Zmm(25), MemoryOperand.At(Rdx, 32)), "62627D48134A01"),
        ("vcvtph2ps zmm26, ymm26", a => a.Vector(EvexOpcode.HalfToSingle, Zmm(26), Zmm(26)), "62027D4813D2"),
        ("vpandd zmm27, zmm29, zmm25", a => a.Vector(EvexOpcode.AndDword, Zmm(27), Zmm(29), Zmm(25)), "62011540DBD9"),
        ("vpxord zmm13, zmm13, zmm13", a => a.Vector(EvexOpcode.XorDword, Zmm(13), Zmm(13), Zmm(13)), "62511548EFED"),
        ("vpsubd zmm4, zmm31, [r13+r14]{1to16}",
            a => a.Vector(EvexOpcode.SubtractDword, Zmm(4), Zmm(31), VectorOperand.Broadcast(MemoryOperand.At(R13, R14))),
            "62910550FA643500"),
        ("vpsllvd zmm28, zmm12, zmm30", a => a.Vector(EvexOpcode.ShiftLeftDword, Zmm(28), Zmm(12), Zmm(30)), "62021D4847E6"),
        ("vpsrld zmm25, zmm25, 4", a => a.ShiftRight(Zmm(25), Zmm(25), 4), "6291354072D104"),
        ("vpsrld zmm27, [rsi+64], 16", a => a.ShiftRight(Zmm(27), MemoryOperand.At(Rsi, 64), 16), "62F1254072560110"),
        ("vmovups zmm12, [rdi+0x1fc0]", a => a.Vector(EvexOpcode.Load, Zmm(12), MemoryOperand.At(Rdi, 0x1FC0)), "62717C4810677F"),
        ("vmovups zmm12, [rdi+0x2000]", a => a.Vector(EvexOpcode.Load, Zmm(12), MemoryOperand.At(Rdi, 0x2000)), "62717C4810A700200000"),
        ("vmovups [rax-64], zmm31", a => a.Vector(EvexOpcode.Store, Zmm(31), MemoryOperand.At(Rax, -64)), "62617C481178FF"),
        ("vmovdqa32 zmm19, zmm2", a => a.Vector(EvexOpcode.Move, Zmm(19), Zmm(2)), "62E17D486FDA"),
        ("vpbroadcastd zmm28, [r10+r9*2+0x1fc]",
            a => a.Vector(EvexOpcode.BroadcastDword, Zmm(28), MemoryOperand.At(R10, R9, 2).Plus(0x1FC)), "62027D4858644A7F"),
        ("vpbroadcastd zmm28, [r10+r9*2+0x200]",
            a => a.Vector(EvexOpcode.BroadcastDword, Zmm(28), MemoryOperand.At(R10, R9, 2).Plus(0x200)), "62027D4858A44A00020000"),
        ("vpbroadcastd zmm28, [r8+3]", a => a.Vector(EvexOpcode.BroadcastDword, Zmm(28), MemoryOperand.At(R8, 3)), "62427D4858A003000000"),
        ("vpmovdw ymm24, zmm17", a => a.Vector(EvexOpcode.NarrowDwordToWord, Zmm(17), Zmm(24)), "62827E4833C8"),
        ("prefetcht0 [rsi+rdi+0x40]", a => a.Prefetch(MemoryOperand.At(Rsi, Rdi).Plus(0x40)), "0F184C3E40"),
        ("prefetcht0 [r12+0x400]", a => a.Prefetch(MemoryOperand.At(R12, 0x400)), "410F188C2400040000"),
        ("mov rbx, rsi", a => a.Move(Rbx, Rsi), "488BDE"),
        ("mov r9, [rdi+32]", a => a.Move(R9, MemoryOperand.At(Rdi, 32)), "4C8B4F20"),
        ("mov r12, [rsp+r13*8-128]", a => a.Move(R12, MemoryOperand.At(Rsp, R13, 8).Plus(-128)), "4E8B64EC80"),
        ("mov [rax+8], rbp", a => a.Store(MemoryOperand.At(Rax, 8), Rbp), "48896808"),
        ("mov [rdi+256], r13", a => a.Store(MemoryOperand.At(Rdi, 256), R13), "4C89AF00010000"),
        ("lea r10, [r8+r9*2]", a => a.LoadAddress(R10, MemoryOperand.At(R8, R9, 2)), "4F8D1448"),
        ("add rax, r14", a => a.Add(Rax, R14), "4903C6"),
        ("add rsi, 127", a => a.Add(Rsi, 127), "4883C67F"),
        ("add r8, 128", a => a.Add(R8, 128), "4981C080000000"),
        ("add rcx, 1024", a => a.Add(Rcx, 1024), "4881C100040000"),
        ("sub rbp, 1", a => a.Subtract(Rbp, 1), "4883ED01"),
        ("sub r15, -129", a => a.Subtract(R15, -129), "4981EF7FFFFFFF"),
        ("cmp rcx, 0", a => a.Compare(Rcx, 0), "4883F900"),
        ("xor rax, rax", a => a.Clear(Rax), "4833C0"),
        ("xor r9, r9", a => a.Clear(R9), "4D33C9"),
        ("push rbx", a => a.Push(Rbx), "53"),
        ("push r12", a => a.Push(R12), "4154"),
        ("pop rbp", a => a.Pop(Rbp), "5D"),
        ("pop r15", a => a.Pop(R15), "415F"),
        ("vzeroupper", a => a.ZeroUpper(), "C5F877"),
        ("ret", a => a.Return(), "C3"),
        ("l: sub rcx, 4; jg l", Backwards, "4883E9040F8FF6FFFFFF"),
        ("jle l; ret; ret; l:", a => a.SkipIfNotPositive(() => Twice(a)), "0F8E02000000C3C3"),
    ];

    public static TheoryData<string> Instructions() => [.. Known.Select(known => known.Instruction)];

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Write_KnownInstruction_GivesTheBytesOfAnotherAssembler(string instruction)
    {
        (_, Action<Assembler> write, string bytes) = Known.Single(known => known.Instruction == instruction);
        Assembler assembler = new();

        write(assembler);

        Assert.Equal(bytes, Convert.ToHexString(assembler.ToArray()));
    }

    private static VectorRegister Zmm(int number) => new(number);

    private static void Backwards(Assembler assembler)
    {
        Label start = assembler.Here();
        assembler.Subtract(Rcx, 4);
        assembler.JumpIfPositive(start);
    }

    private static void Twice(Assembler assembler)
    {
        assembler.Return();
        assembler.Return();
    }
}
