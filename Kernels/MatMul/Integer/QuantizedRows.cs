namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Rows of activations as signed bytes, in groups that share a scale: value ≈ byte · scale. The bytes are −127 … 127, and zero behind
/// the row's end.
/// </summary>
internal readonly unsafe struct QuantizedRows
{
    /// <summary>The first row.</summary>
    public sbyte* Values { get; init; }

    /// <summary>Bytes from one row to the next; a multiple of 64.</summary>
    public nint Stride { get; init; }

    /// <summary>A scale for each group.</summary>
    public float* Scales { get; init; }

    /// <summary>Each group's −Σ byte: what an offset of the weights is multiplied with to be taken from a dot product.</summary>
    public int* NegatedSums { get; init; }

    /// <summary>Each group's Σ byte · scale, rounded once.</summary>
    public float* ScaledSums { get; init; }

    /// <summary>Groups from one row to the next, in all three of the above.</summary>
    public nint GroupStride { get; init; }

    /// <summary>The rows from the given one on.</summary>
    public QuantizedRows From(int row) => Behind(row * Stride, row * GroupStride);

    /// <summary>The rows from the given group on.</summary>
    /// <param name="group">Which group.</param>
    /// <param name="size">Bytes of a group.</param>
    public QuantizedRows FromGroup(int group, int size) => Behind(group * size, group);

    /// <summary>What lies so many bytes, and so many groups, behind.</summary>
    public QuantizedRows Behind(nint bytes, nint groups) => this with
    {
        Values = Values + bytes,
        Scales = Scales + groups,
        NegatedSums = NegatedSums + groups,
        ScaledSums = ScaledSums + groups,
    };
}
