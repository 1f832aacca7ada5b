namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Weights of 32 outputs as small unsigned integers, in groups of inputs that share a scale: weight = (u − offset) · scale + minimum.
/// <list type="bullet">
/// <item>8 bits: [inputs / 4][32 outputs][4].</item>
/// <item>4 bits: [inputs / 8][32 outputs][4 bytes]: byte j holds input j of the eight in its low nibble, input 4 + j in its high one.</item>
/// </list>
/// Inputs are padded to whole groups with whatever, because the rows' padding is zero.
/// </summary>
internal readonly unsafe struct IntegerPanel
{
    public byte* Weights { get; init; }

    /// <summary>[groups][32], f16.</summary>
    public ushort* Scales { get; init; }

    /// <summary>[groups][32], f16; null where all are zero.</summary>
    public ushort* Minimums { get; init; }

    /// <summary>8 or 4.</summary>
    public int Bits { get; init; }

    /// <summary>Inputs that share a scale: 32 or 16.</summary>
    public int Group { get; init; }

    /// <summary>What stands for zero: a power of two up to 128. Where there are minimums it is 0.</summary>
    public int Offset { get; init; }

    /// <summary>The panel that is read after it, which can be asked for meanwhile; null where nobody knows.</summary>
    public byte* Next { get; init; }

    /// <summary>Bytes of a group's weights: 1024, 512 or 256.</summary>
    public int GroupBytes => BytesOfGroup(Bits, Group);

    /// <inheritdoc cref="GroupBytes"/>
    public static int BytesOfGroup(int bits, int group) => PanelShape.Outputs * group * bits / 8;
}
