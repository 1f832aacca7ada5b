using Inference.Engine.Weights;
using Inference.Kernels.Elementwise;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>The same as <see cref="DenseFeedForward"/> where one matrix holds gate and up.</summary>
internal sealed class JoinedFeedForward : IFeedForward
{
    private readonly Activation _activation;
    private readonly Projection _gateUp;
    private readonly Projection _down;
    private readonly RowNorm? _normAfter;

    public JoinedFeedForward(ModelConfig config, int layer, WeightLoader load)
    {
        BlockNorms norms = BlockNorms.OfFeedForward(config, layer, load);
        float[]? bias = config.FeedForwardBias ? [.. load.Bias(WeightRole.GateBias, layer), .. load.Bias(WeightRole.UpBias, layer)] : null;
        _activation = config.Activation;
        _gateUp = new Projection(norms.Before).With(load.Matrix(WeightRole.GateUp, layer), bias);
        _down = new Projection().With(load.Matrix(WeightRole.Down, layer), config.FeedForwardBias ? load.Bias(WeightRole.DownBias, layer) : null);
        _normAfter = norms.After;
    }

    public void Forward(ForwardPass pass)
    {
        pass.Project(_gateUp, pass.Hidden, pass.GateUp);
        pass.Activate(_activation, pass.GateUp, pass.Gated);
        pass.AddToHidden(_down, pass.Gated, _normAfter);
    }
}
