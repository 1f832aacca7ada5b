using Inference.Engine.Weights;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>Grouped-query attention with rotary positions over the layer's cache.</summary>
internal sealed class AttentionBlock(ModelConfig config, int layer, WeightLoader load)
{
    private readonly AttentionShape _shape = new(
        config.HeadCount,
        config.KeyValueHeadCount,
        config.HeadDimension,
        config.AttentionScale,
        config.AttentionSoftcap,
        config.SlidingWindows[layer]);

    private readonly Projection _queryKeyValue = config.FusedProjections ? Fused(config, layer, load) : Separate(config, layer, load);
    private readonly float[]? _queryNorm = config.QueryKeyNorm ? load.Norm(WeightRole.QueryNorm, layer) : null;
    private readonly float[]? _keyNorm = config.QueryKeyNorm ? load.Norm(WeightRole.KeyNorm, layer) : null;

    private readonly Projection _output = new Projection().With(
        load.Matrix(WeightRole.AttentionOutput, layer),
        config.AttentionOutputBias ? load.Bias(WeightRole.AttentionOutputBias, layer) : null);

    /// <summary>Normed → Delta</summary>
    /// <param name="pass">The step.</param>
    /// <param name="cache">The layer's.</param>
    /// <param name="wanted">The rows to go on with once all keys and values are stored; null: all.</param>
    public void Forward(ForwardPass pass, PagedKeyValues cache, WantedRows? wanted)
    {
        CpuOperations operations = pass.Operations;
        RowBuffer rows = pass.QueryKeyValue;
        pass.Project(_queryKeyValue, pass.Normed, rows);
        if (_queryNorm is not null) operations.RmsNormHeads(rows, 0, _shape.Heads, _queryNorm, config.NormEpsilon);
        if (_keyNorm is not null) operations.RmsNormHeads(rows, _shape.KeyColumn, _shape.KeyValueHeads, _keyNorm, config.NormEpsilon);
        operations.StoreKeyValues(_shape, pass.Sequences, rows, pass.Angles, cache);
        if (wanted is not null && wanted.Rows.Length < rows.Rows) pass.Keep(wanted.Rows);
        operations.Attend(_shape, pass.Sequences, rows, cache, pass.Attended);
        pass.Project(_output, pass.Attended, pass.Delta);
    }

    private static Projection Separate(ModelConfig config, int layer, WeightLoader load)
    {
        float[]? Bias(WeightRole role) => config.QueryKeyValueBias ? load.Bias(role, layer) : null;
        return new Projection()
            .With(load.Matrix(WeightRole.Query, layer), Bias(WeightRole.QueryBias))
            .With(load.Matrix(WeightRole.Key, layer), Bias(WeightRole.KeyBias))
            .With(load.Matrix(WeightRole.Value, layer), Bias(WeightRole.ValueBias));
    }

    private static Projection Fused(ModelConfig config, int layer, WeightLoader load)
    {
        WeightRole[] biases = [WeightRole.QueryBias, WeightRole.KeyBias, WeightRole.ValueBias];
        float[]? bias = config.QueryKeyValueBias ? [.. biases.SelectMany(role => load.Bias(role, layer))] : null;
        return new Projection().With(load.Matrix(WeightRole.QueryKeyValue, layer), bias);
    }
}
