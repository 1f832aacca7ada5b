using Inference.Engine.Weights;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>The same as <see cref="DenseFeedForward"/> where one matrix holds gate and up.</summary>
internal sealed class JoinedFeedForward(ModelConfig config, int layer, WeightLoader load) : IFeedForward
{
    private readonly Projection _gateUp = new Projection().With(load.Matrix(WeightRole.GateUp, layer), config.FeedForwardBias ? JoinedBias(layer, load) : null);

    private readonly Projection _down = new Projection().With(
        load.Matrix(WeightRole.Down, layer), config.FeedForwardBias ? load.Bias(WeightRole.DownBias, layer) : null);

    public void Forward(ForwardPass pass)
    {
        pass.Project(_gateUp, pass.Normed, pass.GateUp);
        pass.Activate(config.Activation, pass.GateUp, pass.Gated);
        pass.Project(_down, pass.Gated, pass.Delta);
    }

    private static float[] JoinedBias(int layer, WeightLoader load) =>
        [.. load.Bias(WeightRole.GateBias, layer), .. load.Bias(WeightRole.UpBias, layer)];
}
