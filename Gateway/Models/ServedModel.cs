using Inference.Contracts;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Health;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;

namespace Inference.Gateway.Models;

/// <summary>A model that answers: what makes its tokens, and what turns text into them and back.</summary>
public sealed class ServedModel
{
    /// <summary>What clients may call it, at least one; answers call it by the first.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public string Name => Names[0];

    /// <summary>Which version of the model this is, as <c>x-model-id</c> tells it.</summary>
    public string Version { get => field ?? Name; init; }

    /// <summary>Chooses among several versions, of which this one stands for all where none is chosen, such as in lists; null: this is the only one.</summary>
    public IModelVersions? Versions { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Root { get; init; }

    public required ITokenService Service { get; init; }

    /// <summary>The longest context, prompt and output together, in tokens.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Null where the model has none that can be read: then it takes token ids only, and answers without text.</summary>
    public Tokenizer? Tokenizer { get; init; }

    public string? WhyNoTokenizer { get; init; }

    public ChatTemplateSet? Templates { get; init; }

    /// <summary>Used instead of the model's own, whatever the request.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>What reads tool calls in its answers, one of <see cref="Tools.ToolCallParsers.Names"/>; null: nothing does.</summary>
    public string? ToolParser { get; init; }

    /// <summary>What tells its reasoning from its answers, one of <see cref="Reasoning.ReasoningParsers.Names"/>; null: nothing does.</summary>
    public string? ReasoningParser { get; init; }

    public GenerationDefaults Defaults { get; init; } = GenerationDefaults.None;

    /// <summary>Null where it makes no vectors.</summary>
    public EmbeddingModel? Embeddings { get; init; }

    public string? WhyNoEmbeddings { get; init; }

    /// <summary>What makes its tokens does now; called from any thread.</summary>
    public required Func<EngineStatus> Status { get; init; }

    /// <summary>For operators; null where what makes its tokens cannot be looked into.</summary>
    public IEngineOperations? Operations { get; init; }

    /// <summary>Says that it is full before a request is read; null where that cannot be told so early.</summary>
    public IEngineDoor? Door { get; init; }

    /// <summary>Since when it is served.</summary>
    public DateTimeOffset Created { get; init; }
}
