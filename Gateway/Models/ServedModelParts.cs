using Inference.Contracts;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Health;

namespace Inference.Gateway.Models;

/// <summary>A model as the gateway serves it, whoever makes its tokens.</summary>
public sealed record ServedModelParts
{
    /// <summary>Where it comes from.</summary>
    public required string Root { get; init; }

    public required ModelText Text { get; init; }

    public required ITokenService Service { get; init; }

    /// <summary>The longest context, prompt and output together, in tokens.</summary>
    public required int MaxLength { get; init; }

    public EmbeddingModel? Embeddings { get; init; }

    public required Func<EngineStatus> Status { get; init; }

    public IEngineOperations? Operations { get; init; }

    /// <inheritdoc cref="ServedModel.Door"/>
    public IEngineDoor? Door { get; init; }

    /// <summary>Null: the first of its names.</summary>
    public string? Version { get; init; }

    /// <summary>Null: it has one only.</summary>
    public IModelVersions? Versions { get; init; }

    public ServedModel Compose(ServedModelOptions options)
    {
        string? template = Text.TemplateSource(options.Template);
        return new ServedModel
        {
            Names = options.Names,
            Root = Root,
            Service = Service,
            MaxLength = MaxLength,
            Tokenizer = Text.Tokenizer,
            WhyNoTokenizer = Text.WhyNoTokenizer,
            Templates = Text.Templates,
            Template = options.Template,
            ToolParser = options.ToolParserFor(template),
            ReasoningParser = options.ReasoningParserFor(template),
            Defaults = Text.Defaults,
            Embeddings = Embeddings,
            WhyNoEmbeddings = Text.WhyNoEmbeddings,
            Status = Status,
            Operations = Operations,
            Door = Door,
            Created = DateTimeOffset.UtcNow,
            Version = Version ?? options.Names[0],
            Versions = Versions,
        };
    }
}
