using Inference.Engine.Execution;
using Inference.Engine.Weights;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>
/// A decoder-only transformer: embedding, layers, norm, head. Families differ by what <see cref="ModelConfig"/> switches on in them.
/// </summary>
internal sealed class DecoderModel : IDisposable
{
    /// <summary>Rows of output computed in one go: enough to read the head's weights once for a batch, few enough to stay small.</summary>
    private const int OutputRowsAtOnce = 32;

    private readonly ModelConfig _config;
    private readonly IReadOnlyList<WeightMatrix> _matrices;
    private readonly WeightMatrix _embedding;
    private readonly DecoderLayer[] _layers;
    private readonly float[] _finalNorm;
    private readonly Projection _head;
    private readonly RopeFrequencies _rope;
    private readonly RowBuffer _last;
    private readonly RowBuffer _logits;

    /// <param name="maxPositions">The longest context that will be computed.</param>
    public DecoderModel(ModelConfig config, WeightLoader load, int maxPositions)
    {
        _config = config;
        WeightMatrix head = load.Matrix(config.TiedEmbeddings ? WeightRole.TokenEmbedding : WeightRole.OutputHead);
        _head = new Projection().With(head);
        _embedding = config.TiedEmbeddings ? head : load.Rows(WeightRole.TokenEmbedding);
        _finalNorm = load.Norm(WeightRole.FinalNorm);
        _rope = RopeFrequencies.Create(
            config.Rope,
            maxPositions,
            load.FindVector(WeightRole.RopeFactors),
            load.FindVector(WeightRole.RopeShortFactors),
            load.FindVector(WeightRole.RopeLongFactors));
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new DecoderLayer(config, layer, load))];
        _matrices = load.Matrices;
        _last = new RowBuffer(config.HiddenSize);
        _logits = new RowBuffer(config.VocabularySize);
    }

    /// <summary>Computes the rows that <paramref name="pass"/> has room for, against a cache for each layer.</summary>
    public void Forward(ForwardBatch batch, ForwardPass pass, IReadOnlyList<PagedKeyValues> caches, Logits logits, HiddenStates hidden)
    {
        for (int row = 0; row < batch.Tokens.Length; row++)
        {
            _embedding.ReadRow(batch.Tokens[row], pass.Hidden.Row(row));
            _rope.Fill(batch.Positions[row], pass.Angles.Row(row));
        }

        if (_config.EmbeddingScale != 1) pass.Operations.Scale(pass.Hidden, _config.EmbeddingScale);
        for (int layer = 0; layer < _layers.Length; layer++) _layers[layer].Forward(pass, caches[layer]);

        logits.Resize(batch.LogitRows.Length);
        for (int first = 0; first < batch.LogitRows.Length; first += OutputRowsAtOnce)
            ComputeLogits(pass, batch.LogitRows, first, logits);

        hidden.Resize(batch.HiddenRows.Length);
        for (int first = 0; first < batch.HiddenRows.Length; first += OutputRowsAtOnce)
        {
            int count = Normalize(pass, batch.HiddenRows, first);
            for (int i = 0; i < count; i++) _last.Row(i).CopyTo(hidden.Row(first + i));
        }
    }

    public void Dispose()
    {
        foreach (WeightMatrix matrix in _matrices) matrix.Dispose();
        _last.Dispose();
        _logits.Dispose();
    }

    private void ComputeLogits(ForwardPass pass, ReadOnlySpan<int> rows, int first, Logits logits)
    {
        int count = Normalize(pass, rows, first);
        _logits.Resize(count);
        pass.Project(_head, _last, _logits);
        if (_config.LogitSoftcap is { } cap) pass.Operations.Softcap(_logits, cap);
        for (int i = 0; i < count; i++) _logits.Row(i).CopyTo(logits.Row(first + i));
    }

    /// <summary>Collects the next of the wanted rows, behind the final norm.</summary>
    /// <returns>How many they are.</returns>
    private int Normalize(ForwardPass pass, ReadOnlySpan<int> rows, int first)
    {
        int count = Math.Min(OutputRowsAtOnce, rows.Length - first);
        _last.Resize(count);
        for (int i = 0; i < count; i++) pass.Hidden.Row(rows[first + i]).CopyTo(_last.Row(i));
        pass.Operations.RmsNorm(_last, _finalNorm, _config.NormEpsilon, _last);
        return count;
    }
}
