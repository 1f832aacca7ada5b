using Inference.Engine.Execution;
using Inference.Engine.Weights;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>
/// A decoder-only transformer: embedding, layers, norm, head. Families differ by what <see cref="ModelConfig"/> switches on in them.
/// </summary>
internal sealed class DecoderModel : IDisposable
{
    private readonly ModelConfig _config;
    private readonly IReadOnlyList<WeightMatrix> _matrices;
    private readonly WeightMatrix _embedding;
    private readonly DecoderLayer[] _layers;
    private readonly RowNorm _finalNorm;
    private readonly Projection _head;
    private readonly RopeTable _rope;
    private readonly WantedRows _rows = new();
    private readonly RowBuffer _wanted;

    /// <param name="maxPositions">The longest context that will be computed.</param>
    public DecoderModel(ModelConfig config, WeightLoader load, int maxPositions)
    {
        _config = config;
        WeightMatrix head = load.Matrix(config.TiedEmbeddings ? WeightRole.TokenEmbedding : WeightRole.OutputHead);
        _head = new Projection().With(head);
        _embedding = config.TiedEmbeddings ? head : load.Rows(WeightRole.TokenEmbedding);
        _finalNorm = new RowNorm(load.Norm(WeightRole.FinalNorm), config.NormEpsilon);
        RopeFrequencies frequencies = RopeFrequencies.Create(
            config.Rope,
            maxPositions,
            load.FindVector(WeightRole.RopeFactors),
            load.FindVector(WeightRole.RopeShortFactors),
            load.FindVector(WeightRole.RopeLongFactors));
        _rope = new RopeTable(frequencies, maxPositions);
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new DecoderLayer(config, layer, load))];
        _matrices = load.Matrices;
        _wanted = new RowBuffer(config.HiddenSize);
    }

    /// <summary>Computes the rows that <paramref name="pass"/> has room for, against a cache for each layer.</summary>
    public void Forward(ForwardBatch batch, ForwardPass pass, IReadOnlyList<PagedKeyValues> caches, Logits logits, HiddenStates hidden)
    {
        for (int row = 0; row < batch.Tokens.Length; row++)
        {
            _embedding.ReadRow(batch.Tokens[row], pass.Hidden.Row(row));
            _rope.Of(batch.Positions[row]).CopyTo(pass.Angles.Row(row));
        }

        if (_config.EmbeddingScale != 1) pass.Operations.Scale(pass.Hidden, _config.EmbeddingScale);
        _rows.Find(batch);
        int last = _layers.Length - 1;
        for (int layer = 0; layer <= last; layer++) _layers[layer].Forward(pass, caches[layer], layer == last ? _rows : null);
        pass.NormaliseHidden(_finalNorm);
        ComputeLogits(pass, _rows.Logits, logits);
        CopyRows(pass.Normed, _rows.Hidden, hidden.Buffer);
    }

    public void Dispose()
    {
        foreach (WeightMatrix matrix in _matrices) matrix.Dispose();
        _wanted.Dispose();
        _rope.Dispose();
    }

    private void ComputeLogits(ForwardPass pass, ReadOnlySpan<int> rows, Logits logits)
    {
        CopyRows(pass.Normed, rows, _wanted);
        logits.Resize(rows.Length);
        pass.Project(_head, _wanted, logits.Buffer);
        if (_config.LogitSoftcap is { } cap) pass.Operations.Softcap(logits.Buffer, cap);
    }

    private static void CopyRows(RowBuffer source, ReadOnlySpan<int> rows, RowBuffer target)
    {
        target.Resize(rows.Length);
        for (int i = 0; i < rows.Length; i++) source.Row(rows[i]).CopyTo(target.Row(i));
    }
}
