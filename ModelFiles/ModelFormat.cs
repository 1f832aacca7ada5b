namespace Inference.ModelFiles;

/// <summary>The kind of files that a model comes in; names and conventions differ between them.</summary>
public enum ModelFormat
{
    /// <summary>A directory with config.json and safetensors.</summary>
    HuggingFace,

    Gguf,
}
