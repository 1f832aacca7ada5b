using Inference.Engine.Hosting;
using Inference.Gateway.Health;
using Inference.Gateway.Models;
using Inference.ModelFiles.Templates;
using Inference.Server.Composition;

namespace Inference.Server.Serving;

/// <summary>A model on this machine, as the gateway serves it.</summary>
internal static class LocalServedModel
{
    /// <param name="model">It answers.</param>
    /// <param name="names">By these names, at least one.</param>
    /// <param name="root">Where it was loaded from.</param>
    /// <param name="template">Used instead of its own, where given.</param>
    /// <param name="patience">With work to do and without a step for so long, it is not healthy.</param>
    public static ServedModel Of(LocalModel model, IReadOnlyList<string> names, string root, ChatTemplate? template, TimeSpan patience) => new()
    {
        Names = names,
        Root = root,
        Service = model.Service,
        MaxLength = model.MaxLength,
        Tokenizer = model.Tokenizer,
        WhyNoTokenizer = model.WhyNoTokenizer,
        Templates = model.Templates,
        Template = template,
        Defaults = model.Defaults,
        Embeddings = model.Embeddings,
        WhyNoEmbeddings = model.WhyNoEmbeddings,
        Status = () => StatusOf(model.Progress, patience),
        Created = DateTimeOffset.UtcNow,
    };

    private static EngineStatus StatusOf(EngineProgress progress, TimeSpan patience)
    {
        string? problem = progress.IsStalled(DateTimeOffset.UtcNow, patience) ? $"no step has ended for more than {patience.TotalSeconds:0} s, with work to do" : null;
        return new EngineStatus(progress.Load.Running, progress.Load.Waiting, progress.Load.CacheUsage, problem);
    }
}
