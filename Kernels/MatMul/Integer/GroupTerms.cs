namespace Inference.Kernels.MatMul.Integer;

/// <summary>weight = (integer − offset) · scale + minimum</summary>
internal readonly record struct GroupTerms(float Scale, float Minimum, int Offset)
{
    public float Value(int integer) => ((integer - Offset) * Scale) + Minimum;
}
