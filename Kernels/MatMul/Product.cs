using Inference.Kernels.Buffers;

namespace Inference.Kernels.MatMul;

/// <summary>
/// Rows of an input multiplied with a matrix into a part of an output:
/// output[r, column + n] = Σₖ input[r, k] · weights[n, k] + bias[n].
/// </summary>
/// <param name="Rows">How many, from <paramref name="InputRow"/> of the input into <paramref name="OutputRow"/> of the output.</param>
/// <param name="OutputColumn">Where the first of the matrix's outputs goes.</param>
public readonly record struct Product(
    WeightMatrix Weights, float[]? Bias, RowBuffer Input, int InputRow, RowBuffer Output, int OutputRow, int OutputColumn, int Rows)
{
    /// <exception cref="ArgumentException">The parts do not belong together.</exception>
    internal void Check()
    {
        bool fits = Input.Columns == Weights.Inputs
            && InputRow >= 0 && OutputRow >= 0 && OutputColumn >= 0 && Rows >= 0
            && InputRow + Rows <= Input.Rows
            && OutputRow + Rows <= Output.Rows
            && OutputColumn + Weights.Outputs <= Output.Columns
            && (Bias is null || Bias.Length == Weights.Outputs);
        if (!fits) throw new ArgumentException($"A matrix [{Weights.Outputs}, {Weights.Inputs}] does not fit its input, output or bias.");
    }
}
