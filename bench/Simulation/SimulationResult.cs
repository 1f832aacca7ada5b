namespace Inference.Simulation;

/// <summary>What came of a seed.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Events">That happened.</param>
/// <param name="History">A hash of all that clients saw, and when: the same for the same seed, always.</param>
/// <param name="Completed">Requests that were answered whole.</param>
/// <param name="Requests">All of them; the others were refused for a reason.</param>
/// <param name="Deaths">Of replicas.</param>
public sealed record SimulationResult(ulong Seed, long Events, ulong History, int Completed, int Requests, int Deaths);
