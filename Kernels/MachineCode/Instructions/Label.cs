namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>A place in the code to jump back to.</summary>
internal readonly record struct Label(int Position);
