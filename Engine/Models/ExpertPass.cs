using Inference.Kernels.Buffers;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Models;

/// <summary>What layers with experts work on during one step: a row for each token and expert it goes through, grouped by expert.</summary>
internal sealed class ExpertPass(int hiddenSize, ExpertConfig config) : IDisposable
{
    public ExpertRouting Routing { get; } = new(config);

    /// <summary>[tokens, experts]</summary>
    public RowBuffer Probabilities { get; } = new(config.Count);

    /// <summary>[tokens · active, hidden]</summary>
    public RowBuffer Input { get; } = new(hiddenSize);

    /// <summary>[tokens · active, width]</summary>
    public RowBuffer Gated { get; } = new(config.IntermediateSize);

    /// <summary>[tokens · active, hidden]</summary>
    public RowBuffer Output { get; } = new(hiddenSize);

    public void Resize(int tokens)
    {
        Probabilities.Resize(tokens);
        int rows = checked(tokens * config.ActivePerToken);
        Input.Resize(rows);
        Gated.Resize(rows);
        Output.Resize(rows);
    }

    public void Dispose()
    {
        Probabilities.Dispose();
        Input.Dispose();
        Gated.Dispose();
        Output.Dispose();
    }
}
