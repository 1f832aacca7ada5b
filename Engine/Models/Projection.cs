using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul;

namespace Inference.Engine.Models;

/// <summary>
/// A linear layer: one matrix, or several side by side that share their input. Every use of a layer's weights goes through here.
/// </summary>
/// <param name="norm">What its input is normalised by before; null: nothing.</param>
internal sealed class Projection(RowNorm? norm = null)
{
    private readonly List<(WeightMatrix Weights, float[]? Bias, Gate? Gate, int Column)> _parts = [];

    /// <summary>The width of its output.</summary>
    public int Outputs { get; private set; }

    /// <summary>Adds a matrix whose outputs come behind those of the ones before.</summary>
    /// <param name="gate">What its outputs are scaled by; null: nothing.</param>
    public Projection With(WeightMatrix weights, float[]? bias = null, Gate? gate = null)
    {
        _parts.Add((weights, bias, gate, Outputs));
        Outputs += weights.Outputs;
        return this;
    }

    /// <summary>The products that make up this layer, for all rows of the input.</summary>
    /// <param name="adds">The output is not replaced, but added to.</param>
    public void AddProducts(List<Product> products, RowBuffer input, RowBuffer output, bool adds = false) =>
        AddProducts(products, input, output, 0, input.Rows, adds);

    /// <summary>The products that make up this layer, for some rows.</summary>
    public void AddProducts(List<Product> products, RowBuffer input, RowBuffer output, int firstRow, int rows, bool adds = false)
    {
        foreach ((WeightMatrix weights, float[]? bias, Gate? gate, int column) in _parts)
            products.Add(new Product(weights, bias, input, firstRow, output, firstRow, column, rows) { Gate = gate, Norm = norm, Adds = adds });
    }
}
