using Inference.Engine.Weights;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>down(activation(gate(x)) · up(x))</summary>
internal sealed class DenseFeedForward(ModelConfig config, int layer, WeightLoader load) : IFeedForward
{
    private readonly Projection _gateUp = config.FusedProjections
        ? new Projection().With(load.Matrix(WeightRole.GateUp, layer), FusedBias(config, layer, load))
        : new Projection()
            .With(load.Matrix(WeightRole.Gate, layer), Bias(config, WeightRole.GateBias, layer, load))
            .With(load.Matrix(WeightRole.Up, layer), Bias(config, WeightRole.UpBias, layer, load));

    private readonly Projection _down = new Projection().With(
        load.Matrix(WeightRole.Down, layer), Bias(config, WeightRole.DownBias, layer, load));

    public void Forward(ForwardPass pass)
    {
        pass.Project(_gateUp, pass.Normed, pass.GateUp);
        pass.Activate(config.Activation, pass.GateUp, pass.Gated);
        pass.Project(_down, pass.Gated, pass.Delta);
    }

    private static float[]? Bias(ModelConfig config, WeightRole role, int layer, WeightLoader load) =>
        config.FeedForwardBias ? load.Bias(role, layer) : null;

    private static float[]? FusedBias(ModelConfig config, int layer, WeightLoader load) =>
        config.FeedForwardBias ? [.. load.Bias(WeightRole.GateBias, layer), .. load.Bias(WeightRole.UpBias, layer)] : null;
}
