using Inference.Engine.Execution;
using Inference.Gateway.Models;
using Inference.Hosting.Composition;
using Inference.ModelFiles.Templates;

namespace Inference.Hosting;

/// <summary>An application's options in the words of those who act on them.</summary>
internal static class ModelOptions
{
    /// <summary>Room for several conversations at once, whatever their length.</summary>
    private const int ContextsInCache = 16;

    extension(InferenceEngineOptions options)
    {
        public string NameOrDefault => options.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Model)));

        public LocalModelOptions ToLocal()
        {
            CpuRunnerOptions runner = new()
            {
                Threads = options.Threads,
                MaxPositions = options.MaxModelLength,
                CacheBytes = options.CacheBytes,
                Contexts = ContextsInCache,
                KeyValues = options.KeyValues,
                Arithmetic = options.Arithmetic,
            };
            options.Engine.ModelName = options.NameOrDefault;
            return new LocalModelOptions(options.Model, runner, options.Engine);
        }

        public ServedModelOptions ToServed() => new()
        {
            Names = [options.NameOrDefault],
            Template = options.ChatTemplate is { } file ? new ChatTemplateSet(ChatTemplateSource.FromFile(file)).Choose(hasTools: false) : null,
            ToolParser = options.ToolCallParser,
            ReasoningParser = options.ReasoningParser,
        };
    }
}
