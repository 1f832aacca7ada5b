namespace Inference.Gateway.Embeddings;

/// <summary>Sums in order and in double precision.</summary>
internal static class VectorMath
{
    /// <summary>From −1 to 1; 0 where a vector has no direction.</summary>
    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double product = 0;
        for (int i = 0; i < left.Length; i++) product += (double)left[i] * right[i];
        double lengths = Length(left) * Length(right);
        return lengths > 0 ? Math.Clamp(product / lengths, -1, 1) : 0;
    }

    /// <summary>The first numbers of a vector, and its length restored where it had one of 1.</summary>
    public static float[] Shorten(float[] vector, int size, bool normalize)
    {
        if (size == vector.Length) return vector;
        float[] first = vector[..size];
        double length = normalize ? Length(first) : 1;
        if (length > 0) for (int i = 0; i < first.Length; i++) first[i] = (float)(first[i] / length);
        return first;
    }

    private static double Length(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (float value in vector) squares += (double)value * value;
        return Math.Sqrt(squares);
    }
}
