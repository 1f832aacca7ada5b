using Inference.Engine.Weights;
using Inference.Kernels.Elementwise;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>down(activation(gate(x)) · up(x))</summary>
internal sealed class DenseFeedForward : IFeedForward
{
    private readonly Projection _gated;
    private readonly Projection _down;
    private readonly RowNorm? _normAfter;

    public DenseFeedForward(ModelConfig config, int layer, WeightLoader load)
    {
        float[]? Bias(WeightRole role) => config.FeedForwardBias ? load.Bias(role, layer) : null;
        BlockNorms norms = BlockNorms.OfFeedForward(config, layer, load);
        _gated = GatedProjection.Create(
            config, norms.Before, load.Matrix(WeightRole.Gate, layer), Bias(WeightRole.GateBias), load.Matrix(WeightRole.Up, layer), Bias(WeightRole.UpBias));
        _down = new Projection().With(load.Matrix(WeightRole.Down, layer), Bias(WeightRole.DownBias));
        _normAfter = norms.After;
    }

    public void Forward(ForwardPass pass) => pass.AddToHidden(_gated, _down, pass.Gated, _normAfter);
}
