using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;

namespace Inference.Kernels.MatMul;

/// <summary>
/// Rows of an input multiplied with a matrix into a part of an output:
/// output[r, column + n] = Σₖ input[r, k] · weights[n, k] + bias[n], times function(what the gate makes of the same row) where there is one.
/// </summary>
/// <param name="Rows">How many, from <paramref name="InputRow"/> of the input into <paramref name="OutputRow"/> of the output.</param>
/// <param name="OutputColumn">Where the first of the matrix's outputs goes.</param>
public readonly record struct Product(
    WeightMatrix Weights, float[]? Bias, RowBuffer Input, int InputRow, RowBuffer Output, int OutputRow, int OutputColumn, int Rows)
{
    public Gate? Gate { get; init; }

    /// <summary>What the input's rows are normalised by before; null: nothing. The input stays what it is.</summary>
    public RowNorm? Norm { get; init; }

    /// <summary>Whether the result is added to what the output holds. It may then be added to the input that is normalised.</summary>
    public bool Adds { get; init; }

    /// <exception cref="ArgumentException">The parts do not belong together.</exception>
    internal void Check()
    {
        bool fits = Input.Columns == Weights.Inputs
            && InputRow >= 0 && OutputRow >= 0 && OutputColumn >= 0 && Rows >= 0
            && InputRow + Rows <= Input.Rows
            && OutputRow + Rows <= Output.Rows
            && OutputColumn + Weights.Outputs <= Output.Columns
            && (Bias is null || Bias.Length == Weights.Outputs)
            && (Norm is null || Norm.Weight.Length == Input.Columns)
            && (Gate is null || (Gate.Weights.Outputs == Weights.Outputs && Gate.Weights.Inputs == Weights.Inputs))
            && (Gate?.Bias is null || Gate.Bias.Length == Weights.Outputs);
        if (!fits) throw new ArgumentException($"A matrix [{Weights.Outputs}, {Weights.Inputs}] does not fit its input, output, norm or bias.");
    }

    /// <exception cref="ArgumentException">It does not read all that another product writes.</exception>
    internal void CheckReads(in Product other)
    {
        bool reads = Input == other.Output && InputRow == other.OutputRow && Rows == other.Rows
            && other.OutputColumn == 0 && other.Weights.Outputs == Weights.Inputs && Gate is null && Norm is null && !other.Adds;
        if (!reads) throw new ArgumentException("A product does not read what the one before it writes.");
    }
}
