using Inference.Gateway.Models;
using Inference.Gateway.Reasoning;
using Inference.Gateway.Tools;
using Inference.Hosting.Composition;
using Inference.Kernels.Attention;
using Inference.Kernels.MatMul;
using Microsoft.Extensions.Options;

namespace Inference.Hosting;

/// <summary>Tells everything that is wrong with an engine's options at once.</summary>
internal sealed class InferenceEngineOptionsValidation : IValidateOptions<InferenceEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceEngineOptions options)
    {
        string engine = string.IsNullOrEmpty(name) ? "Inference engine" : $"Inference engine '{name}'";
        string[] problems = [.. Problems(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"{engine}: {problem}"));
    }

    private static IEnumerable<string> Problems(InferenceEngineOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Model)) yield return $"{nameof(options.Model)} must name a model directory or a .gguf file.";
        if (options.Name is not null && string.IsNullOrWhiteSpace(options.Name)) yield return $"{nameof(options.Name)} must not be empty.";
        if (!Enum.IsDefined(options.Loading)) yield return $"{nameof(options.Loading)} is {options.Loading}; one of {string.Join(", ", Enum.GetNames<ModelLoading>())}.";
        if (options.Threads < 1) yield return $"{nameof(options.Threads)} is {options.Threads}; at least 1.";
        if (options.MaxModelLength < 2) yield return $"{nameof(options.MaxModelLength)} is {options.MaxModelLength}; a prompt and its answer take at least 2.";
        if (options.CacheBytes < 1) yield return $"{nameof(options.CacheBytes)} is {options.CacheBytes}; at least 1.";
        if (!Enum.IsDefined(options.KeyValues)) yield return $"{nameof(options.KeyValues)} is {options.KeyValues}; one of {string.Join(", ", Enum.GetNames<KeyValueFormat>())}.";
        if (!Enum.IsDefined(options.Arithmetic)) yield return $"{nameof(options.Arithmetic)} is {options.Arithmetic}; one of {string.Join(", ", Enum.GetNames<Arithmetic>())}.";
        if (ServedModelOptions.ProblemOf(options.ToolCallParser, ToolCallParsers.Names) is { } tools) yield return $"{nameof(options.ToolCallParser)} {tools}.";
        if (ServedModelOptions.ProblemOf(options.ReasoningParser, ReasoningParsers.Names) is { } reasoning) yield return $"{nameof(options.ReasoningParser)} {reasoning}.";
        foreach (string problem in options.Engine.Problems()) yield return $"{nameof(options.Engine)}: {problem}";
    }
}
