using Inference.Engine.Weights;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>Grouped-query attention with rotary positions over the layer's cache.</summary>
internal sealed class AttentionBlock
{
    private readonly AttentionShape _shape;
    private readonly Projection _queryKeyValue;
    private readonly RowNorm? _queryNorm;
    private readonly RowNorm? _keyNorm;
    private readonly Projection _output;
    private readonly RowNorm? _normAfter;

    public AttentionBlock(ModelConfig config, int layer, WeightLoader load)
    {
        _shape = new AttentionShape(
            config.HeadCount,
            config.KeyValueHeadCount,
            config.HeadDimension,
            config.AttentionScale,
            config.AttentionSoftcap,
            config.SlidingWindows[layer]);
        BlockNorms norms = BlockNorms.OfAttention(config, layer, load);
        _queryKeyValue = config.FusedProjections ? Fused(config, norms.Before, layer, load) : Separate(config, norms.Before, layer, load);
        _queryNorm = HeadNorm(config, load, WeightRole.QueryNorm, layer);
        _keyNorm = HeadNorm(config, load, WeightRole.KeyNorm, layer);
        _output = new Projection().With(
            load.Matrix(WeightRole.AttentionOutput, layer),
            config.AttentionOutputBias ? load.Bias(WeightRole.AttentionOutputBias, layer) : null);
        _normAfter = norms.After;
    }

    /// <summary>Adds to Hidden what it makes of it.</summary>
    /// <param name="pass">The step.</param>
    /// <param name="cache">The layer's.</param>
    /// <param name="wanted">The rows to go on with once all keys and values are stored; null: all.</param>
    public void Forward(ForwardPass pass, PagedKeyValues cache, WantedRows? wanted)
    {
        CpuOperations operations = pass.Operations;
        RowBuffer rows = pass.QueryKeyValue;
        pass.Project(_queryKeyValue, pass.Hidden, rows);
        operations.StoreKeyValues(_shape, pass.Sequences, rows, new HeadForm(_keyNorm, pass.Angles), cache);
        if (wanted is not null && wanted.Rows.Length < rows.Rows) pass.Keep(wanted.Rows);
        operations.Attend(_shape, pass.Sequences, rows, new HeadForm(_queryNorm, pass.Angles), cache, pass.Attended);
        pass.AddToHidden(_output, pass.Attended, _normAfter);
    }

    private static RowNorm? HeadNorm(ModelConfig config, WeightLoader load, WeightRole role, int layer) =>
        config.QueryKeyNorm ? new RowNorm(load.Norm(role, layer), config.NormEpsilon) : null;

    private static Projection Separate(ModelConfig config, RowNorm norm, int layer, WeightLoader load)
    {
        float[]? Bias(WeightRole role) => config.QueryKeyValueBias ? load.Bias(role, layer) : null;
        return new Projection(norm)
            .With(load.Matrix(WeightRole.Query, layer), Bias(WeightRole.QueryBias))
            .With(load.Matrix(WeightRole.Key, layer), Bias(WeightRole.KeyBias))
            .With(load.Matrix(WeightRole.Value, layer), Bias(WeightRole.ValueBias));
    }

    private static Projection Fused(ModelConfig config, RowNorm norm, int layer, WeightLoader load)
    {
        WeightRole[] biases = [WeightRole.QueryBias, WeightRole.KeyBias, WeightRole.ValueBias];
        float[]? bias = config.QueryKeyValueBias ? [.. biases.SelectMany(role => load.Bias(role, layer))] : null;
        return new Projection(norm).With(load.Matrix(WeightRole.QueryKeyValue, layer), bias);
    }
}
