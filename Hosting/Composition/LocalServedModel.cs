using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Gateway.Health;
using Inference.Gateway.Models;

namespace Inference.Hosting.Composition;

/// <summary>A model on this machine, as the gateway serves it.</summary>
public static class LocalServedModel
{
    /// <param name="model">It answers.</param>
    /// <param name="root">Where it was loaded from.</param>
    /// <param name="options">How it is shown.</param>
    /// <param name="service">What stands before it; the model itself unless given.</param>
    public static ServedModel Of(LocalModel model, string root, ServedModelOptions options, ITokenService? service = null) => new ServedModelParts
    {
        Root = root,
        Text = model.Text,
        Service = service ?? model.Service,
        MaxLength = model.MaxLength,
        Embeddings = model.Embeddings,
        Status = () => StatusOf(model.Progress, options.Patience),
        Operations = model.Operations,
        Door = model.Door,
    }.Compose(options);

    /// <summary>What the engine does, and whether it gets on: an engine with work is given so long for a step.</summary>
    public static EngineStatus StatusOf(EngineProgress progress, TimeSpan patience)
    {
        string? problem = progress.IsStalled(DateTimeOffset.UtcNow, patience) ? $"no step has ended for more than {patience.TotalSeconds:0} s, with work to do" : null;
        return new EngineStatus(progress.Load.Running, progress.Load.Waiting, progress.Load.CacheUsage, problem);
    }
}
