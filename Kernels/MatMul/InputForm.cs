namespace Inference.Kernels.MatMul;

/// <summary>Into what an input is turned before it is multiplied.</summary>
internal enum InputForm
{
    /// <summary>Singles, as they are.</summary>
    Singles,

    /// <summary>bf16 numbers.</summary>
    BFloat16,

    /// <summary>Bytes in groups of 16.</summary>
    Bytes16 = 16,

    /// <summary>Bytes in groups of 32.</summary>
    Bytes32 = 32,
}
