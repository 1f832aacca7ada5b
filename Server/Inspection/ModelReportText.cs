using System.Globalization;
using Inference.ModelFiles.Configuration;

namespace Inference.Server.Inspection;

/// <summary>A report as lines for a reader.</summary>
internal sealed class ModelReportText(TextWriter output)
{
    private const int LabelWidth = 15;

    public void Write(ModelReport report)
    {
        Line("model", report.Path);
        Line("format", report.Files.Count > 1 ? $"{report.Format}, {report.Files.Count} files" : report.Format);
        if (report.Config is { } config) Write(config);
        if (report.Weights is { } weights) Write(weights);
        else Line("weights", "none in this file");
        Line("tokenizer", report.Tokenizer ?? "none");
        Line("chat template", report.ChatTemplates is { Count: > 0 } templates
            ? string.Join(", ", templates.Select(template => $"{template.Key} ({template.Value:N0} characters)"))
            : "none");
        if (report.GenerationDefaults is { } defaults && defaults != GenerationDefaults.None) Line("sampling", Describe(defaults));
        if (report.Memory is { } memory) Write(memory);
    }

    private void Write(ModelConfig config)
    {
        Line("architecture", config.Architecture);
        Line("layers", $"{config.LayerCount}, hidden {config.HiddenSize:N0}, feed-forward {config.IntermediateSize:N0}");
        Line("attention", $"{config.HeadCount} heads, {config.KeyValueHeadCount} key-value heads, head dimension {config.HeadDimension}{Windows(config)}");
        if (config.Experts is { } experts)
        {
            Line("experts", $"{experts.Count}, {experts.ActivePerToken} a token, feed-forward {experts.IntermediateSize:N0}, on {experts.SparseLayers.Count(sparse => sparse)} layers");
        }

        Line("vocabulary", $"{config.VocabularySize:N0}{(config.TiedEmbeddings ? ", output head tied to the embedding" : "")}");
        Line("context", $"{config.MaxPositions:N0} tokens, rope theta {config.Rope.Theta:N0}{(config.Rope.Scaling is { } scaling ? $", {scaling.Name} scaling" : "")}");
    }

    private void Write(WeightsReport weights)
    {
        Line("weights", $"{Count(weights.Parameters)} parameters in {weights.Tensors:N0} tensors, {Bytes(weights.Bytes)}, mostly {weights.Quantization}");
        foreach (ElementTypeReport type in weights.ByType) Line("", $"{type.Type,-6} {type.Tensors,6:N0} tensors {Bytes(type.Bytes),12}");
    }

    private void Write(MemoryReport memory)
    {
        Line("memory", $"{Bytes(memory.TotalBytes)} = weights {Bytes(memory.WeightBytes)} + cache {Bytes(memory.CacheBytes)}");
        Line("", $"cache: {memory.Sequences} sequence{(memory.Sequences == 1 ? "" : "s")} of {memory.Context:N0} tokens, {Bytes(memory.CacheBytesPerToken)} a token in bf16");
    }

    private static string Windows(ModelConfig config)
    {
        int windowed = config.SlidingWindows.Count(window => window > 0);
        return windowed == 0 ? ""
            : $", window {config.SlidingWindows.Max():N0}{(windowed == config.LayerCount ? "" : $" on {windowed} layers")}";
    }

    private static string Describe(GenerationDefaults defaults)
    {
        (string Name, object? Value)[] values =
        [
            ("temperature", defaults.Temperature), ("top_p", defaults.TopP), ("top_k", defaults.TopK), ("min_p", defaults.MinP),
            ("repetition_penalty", defaults.RepetitionPenalty), ("max_new_tokens", defaults.MaxNewTokens),
        ];
        return string.Join(", ", values.Where(value => value.Value is not null).Select(value => $"{value.Name} {value.Value}"));
    }

    private static string Count(long number) => number switch
    {
        >= 1_000_000_000 => (number / 1e9).ToString("0.00 B", CultureInfo.InvariantCulture),
        >= 1_000_000 => (number / 1e6).ToString("0.0 M", CultureInfo.InvariantCulture),
        _ => number.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("0.00 GiB", CultureInfo.InvariantCulture),
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.0 MiB", CultureInfo.InvariantCulture),
        >= 1L << 10 => (bytes / (double)(1L << 10)).ToString("0.0 KiB", CultureInfo.InvariantCulture),
        _ => $"{bytes} B",
    };

    private void Line(string label, string text) => output.WriteLine($"{label,-LabelWidth}{text}");
}
