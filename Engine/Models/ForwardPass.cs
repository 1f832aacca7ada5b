using System.Runtime.InteropServices;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Models;

/// <summary>What the layers of a model work on during one step: a row for each token.</summary>
internal sealed class ForwardPass(ModelConfig config, CpuOperations operations) : IDisposable
{
    private readonly List<Product> _products = [];
    private readonly List<Product> _following = [];
    private readonly AttentionBatch _all = new();
    private readonly AttentionBatch _kept = new();
    private RowBuffer[]? _buffers;

    public CpuOperations Operations { get; } = operations;

    /// <summary>Which rows belong to which sequence.</summary>
    public AttentionBatch Sequences { get; private set; } = null!;

    /// <summary>[rows, rope dimension]: each row's cosines, then its sines.</summary>
    public RowBuffer Angles { get; } = new(config.Rope.Dimension);

    /// <summary>[rows, hidden]: the residual stream.</summary>
    public RowBuffer Hidden { get; } = new(config.HiddenSize);

    /// <summary>[rows, hidden]: the residual stream, normalised, where not only matrices read it. Who fills it makes room.</summary>
    public RowBuffer Normed { get; } = new(config.HiddenSize);

    /// <summary>[rows, hidden]: what is added to the residual stream, where it goes through something before.</summary>
    public RowBuffer Delta { get; } = new(config.PostNorms || config.Experts is not null ? config.HiddenSize : 0);

    /// <summary>[rows, queries + keys + values]</summary>
    public RowBuffer QueryKeyValue { get; } = new(config.QuerySize + (2 * config.KeyValueSize));

    /// <summary>[rows, heads · dimension]</summary>
    public RowBuffer Attended { get; } = new(config.QuerySize);

    /// <summary>[rows, 2 · width]: gate, then up, where one matrix makes both.</summary>
    public RowBuffer GateUp { get; } = new(config.FusedProjections ? 2 * config.IntermediateSize : 0);

    /// <summary>[rows, width]</summary>
    public RowBuffer Gated { get; } = new(config.IntermediateSize);

    public ExpertPass? Experts { get; } = config.Experts is { } experts ? new ExpertPass(config.HiddenSize, experts) : null;

    /// <summary>Begins a step: rows are added to <see cref="Sequences"/>, then there is to be room for them.</summary>
    public void Clear()
    {
        Sequences = _all;
        _all.Clear();
    }

    /// <summary>Drops all rows but some, in ascending order, in the midst of attention.</summary>
    public void Keep(ReadOnlySpan<int> rows)
    {
        _kept.Select(_all, rows);
        Sequences = _kept;
        foreach (RowBuffer buffer in Buffers()) buffer.Keep(rows);
        Experts?.Resize(rows.Length);
    }

    public void Resize(int rows)
    {
        foreach (RowBuffer buffer in Buffers()) buffer.Resize(rows);
        Experts?.Resize(rows);
    }

    /// <summary>Normed = norm(Hidden)</summary>
    public void NormaliseHidden(RowNorm norm)
    {
        Normed.Resize(Hidden.Rows);
        Operations.RmsNorm(Hidden, norm, Normed);
    }

    /// <summary>Computes layers that all read one input: output = layer(input).</summary>
    public void Project(Projection projection, RowBuffer input, RowBuffer output)
    {
        _products.Clear();
        projection.AddProducts(_products, input, output);
        Operations.Multiply(CollectionsMarshal.AsSpan(_products));
    }

    /// <summary>Hidden += norm(layer(input))</summary>
    /// <param name="norm">Null: nothing is normalised.</param>
    public void AddToHidden(Projection layer, RowBuffer input, RowNorm? norm)
    {
        _products.Clear();
        layer.AddProducts(_products, input, norm is null ? Hidden : Delta, adds: norm is null);
        Operations.Multiply(CollectionsMarshal.AsSpan(_products));
        if (norm is not null) AddDeltaToHidden(norm);
    }

    /// <summary>Hidden += norm(second(first(Hidden))). What is between the layers is lost.</summary>
    /// <inheritdoc cref="AddToHidden(Projection, RowBuffer, RowNorm?)"/>
    public void AddToHidden(Projection first, Projection second, RowBuffer between, RowNorm? norm)
    {
        _products.Clear();
        _following.Clear();
        first.AddProducts(_products, Hidden, between);
        second.AddProducts(_following, between, norm is null ? Hidden : Delta, adds: norm is null);
        MultiplyTwice();
        if (norm is not null) AddDeltaToHidden(norm);
    }

    /// <summary>Hidden += norm(Delta)</summary>
    /// <inheritdoc cref="AddToHidden(Projection, RowBuffer, RowNorm?)"/>
    public void AddDeltaToHidden(RowNorm? norm)
    {
        if (norm is null) Operations.Add(Hidden, Delta);
        else Operations.AddNormed(Hidden, Delta, norm);
    }

    /// <summary>Computes two layers of each expert on that expert's rows.</summary>
    public void Project(
        IReadOnlyList<Projection> first, IReadOnlyList<Projection> second, ExpertRouting routing, RowBuffer input, RowBuffer between, RowBuffer output)
    {
        _products.Clear();
        _following.Clear();
        for (int expert = 0; expert < first.Count; expert++)
        {
            (int row, int count) = routing.RowsOf(expert);
            if (count == 0) continue;
            first[expert].AddProducts(_products, input, between, row, count);
            second[expert].AddProducts(_following, between, output, row, count);
        }

        MultiplyTwice();
    }

    /// <summary>output = activation(gate) · up</summary>
    public void Activate(Activation activation, RowBuffer gateUp, RowBuffer output)
    {
        if (activation == Activation.GeluTanh) Operations.GatedGeluTanh(gateUp, output);
        else Operations.GatedSilu(gateUp, output);
    }

    public void Dispose()
    {
        foreach (RowBuffer buffer in Buffers()) buffer.Dispose();
        Normed.Dispose();
        Experts?.Dispose();
    }

    private void MultiplyTwice() => Operations.MultiplyTwice(CollectionsMarshal.AsSpan(_products), CollectionsMarshal.AsSpan(_following));

    private RowBuffer[] Buffers() => _buffers ??= [Angles, Hidden, Delta, QueryKeyValue, Attended, GateUp, Gated];
}
