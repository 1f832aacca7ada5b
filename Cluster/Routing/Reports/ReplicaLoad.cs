namespace Inference.Cluster.Routing.Reports;

/// <summary>What a replica is busy with.</summary>
/// <param name="QueuedTokens">Tokens that it has to compute before a newcomer's first one.</param>
/// <param name="Running">Sequences that it computes in each step.</param>
/// <param name="AcceptsRequests">False while it loads, drains or is ill.</param>
public readonly record struct ReplicaLoad(long QueuedTokens, int Running, bool AcceptsRequests = true);
