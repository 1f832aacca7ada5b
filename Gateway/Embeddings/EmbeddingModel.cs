using Inference.Contracts;
using Inference.ModelFiles.Configuration;

namespace Inference.Gateway.Embeddings;

/// <summary>How a model makes vectors.</summary>
/// <param name="Service">What computes them.</param>
/// <param name="Pooling">Of which tokens.</param>
/// <param name="Size">Numbers in a vector.</param>
public sealed record EmbeddingModel(IEmbeddingService Service, PoolingConfig Pooling, int Size)
{
    /// <summary>The request for the vector of a text as the model's makers mean it.</summary>
    public EmbeddingRequest Request(string id, IReadOnlyList<int> tokens) => new()
    {
        Id = id,
        Tokens = tokens,
        Normalize = Pooling.Normalize,
        Pooling = Pooling.Method switch
        {
            PoolingMethod.Mean => PoolingKind.Mean,
            PoolingMethod.Cls => PoolingKind.Cls,
            _ => PoolingKind.Last,
        },
    };
}
