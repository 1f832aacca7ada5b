namespace Inference.Kernels.Formats.Blocks;

/// <summary>A quantised format: one block of it into floats, with exactly the roundings of ggml's reference.</summary>
internal interface IBlockFormat
{
    static abstract ElementType Type { get; }

    /// <param name="block">BlockBytes bytes.</param>
    /// <param name="values">BlockElements floats; all are written.</param>
    static abstract void ToSingle(ReadOnlySpan<byte> block, Span<float> values);
}
