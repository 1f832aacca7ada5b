namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>One of the 32 vector registers of 64 bytes.</summary>
internal readonly record struct VectorRegister(int Number);
