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
        : new DenseFeedForward(config, layer, load);

    public void Forward(ForwardPass pass, PagedKeyValues cache)
    {
        CpuOperations operations = pass.Operations;
        operations.RmsNorm(pass.Hidden, _attentionNorm, config.NormEpsilon, pass.Normed);
        _attention.Forward(pass, cache);
        if (_postAttentionNorm is not null) operations.RmsNorm(pass.Delta, _postAttentionNorm, config.NormEpsilon, pass.Delta);
        operations.Add(pass.Hidden, pass.Delta);

        operations.RmsNorm(pass.Hidden, _feedForwardNorm, config.NormEpsilon, pass.Normed);
        _feedForward.Forward(pass);
        if (_postFeedForwardNorm is not null) operations.RmsNorm(pass.Delta, _postFeedForwardNorm, config.NormEpsilon, pass.Delta);
        operations.Add(pass.Hidden, pass.Delta);
    }
}
