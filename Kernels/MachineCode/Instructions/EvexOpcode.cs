namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>What an EVEX instruction is called in bytes, and how much memory its last operand covers.</summary>
/// <param name="Map">1: 0F, 2: 0F 38.</param>
/// <param name="Prefix">0: none, 1: 66, 2: F3.</param>
/// <param name="MemoryBytes">The unit of a one-byte displacement where the operand is not a broadcast.</param>
internal readonly record struct EvexOpcode(byte Map, byte Prefix, byte Opcode, int MemoryBytes = 64)
{
    public static readonly EvexOpcode Load = new(1, 0, 0x10);
    public static readonly EvexOpcode Store = new(1, 0, 0x11);
    public static readonly EvexOpcode Move = new(1, 1, 0x6F);
    public static readonly EvexOpcode BroadcastDword = new(2, 1, 0x58, 4);
    public static readonly EvexOpcode ShiftByImmediate = new(1, 1, 0x72);
    public static readonly EvexOpcode AndDword = new(1, 1, 0xDB);
    public static readonly EvexOpcode XorDword = new(1, 1, 0xEF);
    public static readonly EvexOpcode SubtractDword = new(1, 1, 0xFA);
    public static readonly EvexOpcode ShiftLeftDword = new(2, 1, 0x47);
    public static readonly EvexOpcode NarrowDwordToWord = new(2, 2, 0x33, 32);
    public static readonly EvexOpcode DotBytes = new(2, 1, 0x50);
    public static readonly EvexOpcode DotBFloat16 = new(2, 2, 0x52);
    public static readonly EvexOpcode DwordToSingle = new(1, 0, 0x5B);
    public static readonly EvexOpcode HalfToSingle = new(2, 1, 0x13, 32);
    public static readonly EvexOpcode MultiplySingle = new(1, 0, 0x59);
    public static readonly EvexOpcode MultiplyAdd213 = new(2, 1, 0xA8);
    public static readonly EvexOpcode MultiplyAdd231 = new(2, 1, 0xB8);
}
