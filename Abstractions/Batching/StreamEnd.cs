using Inference.Abstractions.Wire;
using Orleans;

namespace Inference.Abstractions.Batching;

/// <summary>No more comes of a stream.</summary>
/// <param name="Stream">Of which.</param>
/// <param name="Failure">Why it ended before its time; null: it is complete.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.end")]
public sealed record StreamEnd(long Stream, Failure? Failure);
