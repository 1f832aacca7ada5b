namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>The 64-bit general registers, by their numbers in instructions.</summary>
internal enum GeneralRegister
{
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
}
