using Inference.Engine.Weights;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>One layer: attention, then feed-forward, each normalised before and added to the residual stream after.</summary>
internal sealed class DecoderLayer(ModelConfig config, int layer, WeightLoader load)
{
    private readonly float[] _attentionNorm = load.Norm(WeightRole.AttentionNorm, layer);
    private readonly float[]? _postAttentionNorm = config.PostNorms ? load.Norm(WeightRole.PostAttentionNorm, layer) : null;
    private readonly float[] _feedForwardNorm = load.Norm(WeightRole.FeedForwardNorm, layer);
    private readonly float[]? _postFeedForwardNorm = config.PostNorms ? load.Norm(WeightRole.PostFeedForwardNorm, layer) : null;
    private readonly AttentionBlock _attention = new(config, layer, load);

    private readonly IFeedForward _feedForward = config.HasExperts(layer)
        ? new ExpertFeedForward(config, config.Experts!, layer, load)
        : config.FusedProjections ? new JoinedFeedForward(config, layer, load) : new DenseFeedForward(config, layer, load);

    /// <summary>The norm at its beginning: what stands before applies it.</summary>
    public float[] InputNorm => _attentionNorm;

    /// <summary>Normed → Normed</summary>
    /// <param name="pass">Its residual stream is continued.</param>
    /// <param name="cache">The layer's.</param>
    /// <param name="nextNorm">What the residual stream is normalised by at the end: the next layer's norm, or the last one.</param>
    /// <param name="wanted">The rows that are left at the end; null: all.</param>
    public void Forward(ForwardPass pass, PagedKeyValues cache, float[] nextNorm, WantedRows? wanted)
    {
        CpuOperations operations = pass.Operations;
        _attention.Forward(pass, cache, wanted);
        operations.AddRmsNorm(pass.Hidden, pass.Delta, _postAttentionNorm, _feedForwardNorm, config.NormEpsilon, pass.Normed);
        _feedForward.Forward(pass);
        operations.AddRmsNorm(pass.Hidden, pass.Delta, _postFeedForwardNorm, nextNorm, config.NormEpsilon, pass.Normed);
    }
}
