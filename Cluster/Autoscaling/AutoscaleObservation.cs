namespace Inference.Cluster.Autoscaling;

/// <summary>How a model does.</summary>
/// <param name="Replicas">That there are, loading ones included.</param>
/// <param name="QueuedTokens">That wait, at fronts and replicas.</param>
/// <param name="FirstTokenP90">Of the requests of late; null where there were none.</param>
/// <param name="CacheUse">Share of the caches that is held, from 0 to 1.</param>
public sealed record AutoscaleObservation(int Replicas, double QueuedTokens, TimeSpan? FirstTokenP90, double CacheUse);

/// <summary>How many replicas there are to be.</summary>
/// <param name="Replicas">So many.</param>
/// <param name="Reason">Which signal asks for them, for people.</param>
public sealed record AutoscaleDecision(int Replicas, string Reason);
