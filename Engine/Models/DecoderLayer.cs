using Inference.Engine.Weights;
using Inference.Kernels.Attention;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Models;

/// <summary>One layer: attention, then feed-forward, each of which reads the residual stream and adds to it.</summary>
internal sealed class DecoderLayer(ModelConfig config, int layer, WeightLoader load)
{
    private readonly AttentionBlock _attention = new(config, layer, load);

    private readonly IFeedForward _feedForward = config.HasExperts(layer)
        ? new ExpertFeedForward(config, config.Experts!, layer, load)
        : config.FusedProjections ? new JoinedFeedForward(config, layer, load) : new DenseFeedForward(config, layer, load);

    /// <summary>Hidden → Hidden</summary>
    /// <param name="pass">The step.</param>
    /// <param name="cache">The layer's.</param>
    /// <param name="wanted">The rows that are left at the end; null: all.</param>
    public void Forward(ForwardPass pass, PagedKeyValues cache, WantedRows? wanted)
    {
        _attention.Forward(pass, cache, wanted);
        _feedForward.Forward(pass);
    }
}
