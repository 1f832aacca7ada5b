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
    /// <summary>Rows of logits computed in one go: enough to read the head's weights once for a batch, few enough to stay small.</summary>
    private const int LogitRowsAtOnce = 32;

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
    public void Forward(ForwardBatch batch, ForwardPass pass, IReadOnlyList<PagedKeyValues> caches, Logits logits)
    {
        for (int row = 0; row < batch.Tokens.Length; row++)
        {
            _embedding.ReadRow(batch.Tokens[row], pass.Hidden.Row(row));
            _rope.Fill(batch.Positions[row], pass.Angles.Row(row));
        }

        if (_config.EmbeddingScale != 1) pass.Operations.Scale(pass.Hidden, _config.EmbeddingScale);
        for (int layer = 0; layer < _layers.Length; layer++) _layers[layer].Forward(pass, caches[layer]);

        logits.Resize(batch.LogitRows.Length);
        for (int first = 0; first < batch.LogitRows.Length; first += LogitRowsAtOnce)
            ComputeLogits(batch, pass, first, Math.Min(LogitRowsAtOnce, batch.LogitRows.Length - first), logits);
    }

    public void Dispose()
    {
        foreach (WeightMatrix matrix in _matrices) matrix.Dispose();
        _last.Dispose();
        _logits.Dispose();
    }

    private void ComputeLogits(ForwardBatch batch, ForwardPass pass, int first, int count, Logits logits)
    {
        CpuOperations operations = pass.Operations;
        _last.Resize(count);
        _logits.Resize(count);
        for (int i = 0; i < count; i++) pass.Hidden.Row(batch.LogitRows[first + i]).CopyTo(_last.Row(i));
        operations.RmsNorm(_last, _finalNorm, _config.NormEpsilon, _last);
        pass.Project(_head, _last, _logits);
        if (_config.LogitSoftcap is { } cap) operations.Softcap(_logits, cap);
        for (int i = 0; i < count; i++) _logits.Row(i).CopyTo(logits.Row(first + i));
    }
}
