using Inference.Engine.Weights;
using Inference.Kernels.Elementwise;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>What half a layer normalises.</summary>
/// <param name="Before">Makes its input of the residual stream.</param>
/// <param name="After">What it adds to the residual stream goes through it; null: nothing.</param>
internal sealed record BlockNorms(RowNorm Before, RowNorm? After)
{
    public static BlockNorms OfAttention(ModelConfig config, int layer, WeightLoader load) =>
        Of(config, layer, load, WeightRole.AttentionNorm, WeightRole.PostAttentionNorm);

    public static BlockNorms OfFeedForward(ModelConfig config, int layer, WeightLoader load) =>
        Of(config, layer, load, WeightRole.FeedForwardNorm, WeightRole.PostFeedForwardNorm);

    private static BlockNorms Of(ModelConfig config, int layer, WeightLoader load, WeightRole before, WeightRole after) => new(
        new RowNorm(load.Norm(before, layer), config.NormEpsilon),
        config.PostNorms ? new RowNorm(load.Norm(after, layer), config.NormEpsilon) : null);
}
