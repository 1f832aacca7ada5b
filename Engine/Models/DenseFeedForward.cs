using Inference.Engine.Weights;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>down(activation(gate(x)) · up(x))</summary>
internal sealed class DenseFeedForward(ModelConfig config, int layer, WeightLoader load) : IFeedForward
{
    private readonly Projection _gated = GatedProjection.Create(
        config,
        load.Matrix(WeightRole.Gate, layer),
        Bias(config, WeightRole.GateBias, layer, load),
        load.Matrix(WeightRole.Up, layer),
        Bias(config, WeightRole.UpBias, layer, load));

    private readonly Projection _down = new Projection().With(
        load.Matrix(WeightRole.Down, layer), Bias(config, WeightRole.DownBias, layer, load));

    public void Forward(ForwardPass pass) => pass.Project(_gated, _down, pass.Normed, pass.Gated, pass.Delta);

    private static float[]? Bias(ModelConfig config, WeightRole role, int layer, WeightLoader load) =>
        config.FeedForwardBias ? load.Bias(role, layer) : null;
}
