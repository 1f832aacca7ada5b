namespace Inference.LoadTests.Targets;

/// <summary>The target at one moment.</summary>
/// <param name="At">Seconds from the beginning of the run.</param>
/// <param name="Cores">Cores that its processes kept busy since the sample before.</param>
/// <param name="MemoryBytes">Memory that they have.</param>
/// <param name="Running">Requests that it computes, by its own account.</param>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="CacheUse">Share of its cache of keys and values that is held.</param>
/// <param name="OwnCores">Cores that this program kept busy.</param>
internal sealed record Sample(double At, double? Cores, long? MemoryBytes, double? Running, double? Waiting, double? CacheUse, double OwnCores);
