using Orleans;

namespace Inference.Abstractions.Models;

/// <summary>What a front has to do for a model.</summary>
/// <param name="Front">Names the front and its life.</param>
/// <param name="Open">Requests that wait or are answered.</param>
/// <param name="QueuedTokens">Tokens of requests that wait at the front.</param>
/// <param name="FirstTokenP90">Of the requests of late; null where there were none.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.front-demand")]
public sealed record FrontDemand(string Front, int Open = 0, long QueuedTokens = 0, TimeSpan? FirstTokenP90 = null);
