using Inference.Gateway.Clients;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Inference.Hosting;

/// <summary>An engine's generator of embeddings, which waits for the model where it is not loaded yet.</summary>
internal sealed class EngineEmbeddingGenerator(InProcessEngine engine, ILogger<ModelEmbeddingGenerator> logger) : IEmbeddingGenerator<string, Embedding<float>>
{
    private ModelEmbeddingGenerator? _generator;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        _generator ??= new ModelEmbeddingGenerator(await engine.GetModelAsync(cancellationToken).ConfigureAwait(false), logger);
        return await _generator.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata) && _generator is null) return ModelEmbeddingGenerator.MetadataOf(engine.Name);
        return new object?[] { this, engine }.FirstOrDefault(serviceType.IsInstanceOfType) ?? _generator?.GetService(serviceType);
    }

    /// <summary>Does nothing: the engine is the container's.</summary>
    public void Dispose()
    {
    }
}
