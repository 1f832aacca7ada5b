using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Inference.Gateway.Clients;

/// <summary>A model as a generator of embeddings: what <c>/v1/embeddings</c> does, without HTTP. May be used from several threads at once.</summary>
/// <param name="model">Who answers. The generator does not own it.</param>
/// <param name="logger">For options that are ignored.</param>
/// <param name="time">The system's unless given.</param>
public sealed class ModelEmbeddingGenerator(ServedModel model, ILogger<ModelEmbeddingGenerator>? logger = null, TimeProvider? time = null)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string Input = "input", Dimensions = "dimensions";

    private readonly GatewayOptions _options = new() { Time = time ?? TimeProvider.System, MaxChoices = int.MaxValue };
    private readonly ILogger _logger = logger ?? NullLogger<ModelEmbeddingGenerator>.Instance;

    /// <summary>What is told of a generator of this kind.</summary>
    public static EmbeddingGeneratorMetadata MetadataOf(string modelName, int? size = null) => new("inference", defaultModelId: modelName, defaultModelDimensions: size);

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The request is refused, or fails.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        InboundRequest? inbound = null;
        try
        {
            JsonObject body = BodyOf(values, options);
            if (body[Input] is JsonArray { Count: 0 }) return [];
            inbound = new InboundRequest(Guid.NewGuid().ToString("N"), ChatExchange.FieldsOf(body), model, _options, cancellationToken);
            inbound.Name((nameof(EmbeddingRequest.Tokens), Input));
            EmbeddingRun run = new(inbound);
            int size = run.ReadSize();
            IReadOnlyList<EmbeddingRequest> requests = run.Read(Input);
            UnknownFields.Log(_logger, inbound);
            float[][] vectors = await run.EmbedAsync(requests).ConfigureAwait(false);
            return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(run.Shorten(vector, size)) { CreatedAt = inbound.Now, ModelId = model.Name }))
            {
                Usage = new UsageDetails { InputTokenCount = run.Usage.PromptTokens, TotalTokenCount = run.Usage.TotalTokens },
            };
        }
        catch (Exception error) when (ChatOptionNames.Translate(error, inbound?.Names) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return MetadataOf(model.Name, model.Embeddings?.Size);
        return new object?[] { this, model, model.Embeddings?.Service, model.Tokenizer }.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Does nothing: the model is its owner's.</summary>
    public void Dispose()
    {
    }

    private JsonObject BodyOf(IEnumerable<string> values, EmbeddingGenerationOptions? options)
    {
        JsonObject body = AdditionalFields.Write(options?.AdditionalProperties);
        body[Input] = new JsonArray([.. values.Select(text => JsonValue.Create(text))]);
        if (options?.Dimensions is { } dimensions) body[Dimensions] = dimensions;
        if (options?.ModelId is { } name && !model.Names.Contains(name)) throw ModelNames.Unknown(name, model);
        return body;
    }
}
