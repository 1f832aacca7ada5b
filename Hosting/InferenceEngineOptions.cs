using Inference.Engine.Hosting;
using Inference.Gateway.Models;
using Inference.Hosting.Composition;
using Inference.Kernels.Attention;
using Inference.Kernels.MatMul;

namespace Inference.Hosting;

/// <summary>Which model an application runs in its own process, and how.</summary>
public sealed class InferenceEngineOptions
{
    /// <summary>A model directory (config.json, safetensors, tokenizer.json) or a .gguf file. Must be given.</summary>
    public string Model { get; set; } = "";

    /// <summary>What the model is called in answers and metrics. Null: the last part of <see cref="Model"/>.</summary>
    public string? Name { get; set; }

    /// <summary>When the weights are loaded. AtStart.</summary>
    public ModelLoading Loading { get; set; } = ModelLoading.AtStart;

    /// <summary>Threads that compute. Null: the machine's cores.</summary>
    public int? Threads { get; set; }

    /// <summary>Longest context, prompt and output together, in tokens. Null: what the model was made for.</summary>
    public int? MaxModelLength { get; set; }

    /// <summary>Memory for keys and values, in bytes. Null: what sixteen longest contexts take, and at most 4 GiB or half of what the weights leave.</summary>
    public long? CacheBytes { get; set; }

    /// <summary>How keys and values are kept. BFloat16; Int8 takes about half the memory.</summary>
    public KeyValueFormat KeyValues { get; set; } = KeyValueFormat.BFloat16;

    /// <summary>In which precision weights are multiplied: Native is their own, Float32 the slow reference. Native.</summary>
    public Arithmetic Arithmetic { get; set; } = Arithmetic.Native;

    /// <summary>A .jinja file to use instead of the model's chat template. Null: the model's own.</summary>
    public string? ChatTemplate { get; set; }

    /// <summary>What reads tool calls: auto (by the chat template), none, or a name that vLLM's --tool-call-parser knows. auto.</summary>
    public string ToolCallParser { get; set; } = ServedModelOptions.Auto;

    /// <summary>What tells reasoning from answers: auto (by the chat template), none, or a name that vLLM's --reasoning-parser knows. auto.</summary>
    public string ReasoningParser { get; set; } = ServedModelOptions.Auto;

    /// <summary>How the engine shares itself out among requests. Its model's name is <see cref="Name"/>.</summary>
    public EngineOptions Engine { get; set; } = new();
}

/// <summary>When a model is loaded.</summary>
public enum ModelLoading
{
    /// <summary>When the host starts, which has started when the model is ready, and fails to start where it cannot be loaded. Without a host: on first use.</summary>
    AtStart,

    /// <summary>When the host starts, which does not wait for it: requests do. Without a host: on first use.</summary>
    InBackground,

    /// <summary>When the first request comes, or when the application asks for it.</summary>
    OnFirstUse,
}
