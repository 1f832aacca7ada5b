using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Every family of models that can be read. A new one is a file beside this one and a row here.</summary>
public static class ArchitectureTable
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new LlamaArchitecture(),
        new MistralArchitecture(),
        new MixtralArchitecture(),
        new Qwen2Architecture(),
        new Qwen3Architecture(),
        new Qwen3MoeArchitecture(),
        new Gemma2Architecture(),
        new Phi3Architecture(),
    ];

    public static Architecture? ForHuggingFace(string name) => All.FirstOrDefault(row => row.HuggingFaceNames.Contains(name));

    public static Architecture? ForGguf(string name, ConfigFields fields) =>
        All.FirstOrDefault(row => row.GgufName == name && row.RecognisesGguf(fields));

    public static string Known(ModelFormat format) => string.Join(", ", format == ModelFormat.Gguf
        ? All.Select(row => row.GgufName).Distinct()
        : All.Select(row => row.HuggingFaceNames[0]));
}
