using Inference.Engine.Weights;
using Inference.Kernels.Buffers;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Models;

/// <summary>
/// A mixture of experts: a router picks some for each token, each of them is a dense feed-forward layer. Tokens are grouped by expert, so
/// that a step reads an expert's weights once.
/// </summary>
internal sealed class ExpertFeedForward(ModelConfig config, ExpertConfig experts, int layer, WeightLoader load) : IFeedForward
{
    private readonly BlockNorms _norms = BlockNorms.OfFeedForward(config, layer, load);
    private readonly Projection _router = new Projection().With(load.Matrix(WeightRole.Router, layer));

    private readonly Projection[] _gated = [.. Enumerable.Range(0, experts.Count).Select(expert => GatedProjection.Create(
        config,
        null,
        load.ExpertMatrix(WeightRole.ExpertGate, layer, expert),
        null,
        load.ExpertMatrix(WeightRole.ExpertUp, layer, expert),
        null))];

    private readonly Projection[] _down = [.. Enumerable.Range(0, experts.Count).Select(expert =>
        new Projection().With(load.ExpertMatrix(WeightRole.ExpertDown, layer, expert)))];

    public void Forward(ForwardPass pass)
    {
        ExpertPass own = pass.Experts!;
        pass.NormaliseHidden(_norms.Before);
        pass.Project(_router, pass.Normed, own.Probabilities);
        pass.Operations.Softmax(own.Probabilities);
        own.Routing.Choose(own.Probabilities);
        Gather(pass.Normed, own);

        pass.Project(_gated, _down, own.Routing, own.Input, own.Gated, own.Output);
        pass.Operations.WeightedSum(own.Output, own.Routing.Places, own.Routing.Weights, experts.ActivePerToken, pass.Delta);
        pass.AddDeltaToHidden(_norms.After);
    }

    private void Gather(RowBuffer tokens, ExpertPass own)
    {
        ReadOnlySpan<int> places = own.Routing.Places.Span;
        for (int i = 0; i < tokens.Rows * experts.ActivePerToken; i++)
            tokens.Row(i / experts.ActivePerToken).CopyTo(own.Input.Row(places[i]));
    }
}
