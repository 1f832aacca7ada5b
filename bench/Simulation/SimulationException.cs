namespace Inference.Simulation;

/// <summary>Something is not as it must always be.</summary>
public sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
