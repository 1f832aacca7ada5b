using Inference.Gateway.Generation;

namespace Inference.Gateway.Embeddings;

/// <summary>The answer of <c>/v1/embeddings</c>.</summary>
internal sealed record EmbeddingList(string Id, long Created, string Model, IReadOnlyList<EmbeddingItem> Data, Usage Usage)
{
    public string Object { get; } = "list";
}

internal sealed record EmbeddingItem(int Index, EncodedVector Embedding)
{
    public string Object { get; } = "embedding";
}

/// <summary>The answer of <c>/pooling</c>.</summary>
internal sealed record PooledList(string Id, long Created, string Model, IReadOnlyList<PooledItem> Data, Usage Usage)
{
    public string Object { get; } = "list";
}

internal sealed record PooledItem(int Index, EncodedVector Data)
{
    public string Object { get; } = "pooling";
}
