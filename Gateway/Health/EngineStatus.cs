namespace Inference.Gateway.Health;

/// <summary>What an engine is busy with, and whether it gets on.</summary>
/// <param name="Running">Sequences that are computed.</param>
/// <param name="Waiting">Sequences that wait.</param>
/// <param name="CacheUsage">Share of the cache that is held, 0 to 1.</param>
/// <param name="Problem">Why it cannot be relied on, such as work that does not get on; null where it can.</param>
/// <param name="Unready">Why it takes no requests just now, though nothing is wrong with this process; null where it does.</param>
public sealed record EngineStatus(int Running, int Waiting, double CacheUsage, string? Problem = null, string? Unready = null);
