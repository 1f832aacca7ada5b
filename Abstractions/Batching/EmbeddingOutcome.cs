using Inference.Abstractions.Wire;
using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Batching;

/// <summary>A vector, or why there is none.</summary>
[GenerateSerializer]
[Immutable]
[Alias("inference.embedding-outcome")]
public sealed record EmbeddingOutcome(Embedding? Embedding, Failure? Failure);
