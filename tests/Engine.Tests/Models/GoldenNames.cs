namespace Inference.Engine.Tests.Models;

internal static class GoldenNames
{
    public static IReadOnlyList<string> All { get; } =
        ["llama", "llama3-rope", "mistral-window", "mixtral", "phi3", "qwen2", "qwen3", "qwen3-moe", "gemma2"];
}
