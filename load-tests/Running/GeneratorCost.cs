namespace Inference.LoadTests.Running;

/// <summary>What the load generator itself took: where it shares the machine with the server, it takes it away from the server.</summary>
/// <param name="Cores">Cores kept busy, as a mean over the run.</param>
/// <param name="TokensPerSecond">Received meanwhile.</param>
/// <param name="MicrosecondsPerToken">CPU for each token received, and what else went on.</param>
/// <param name="MemoryBytes">At the end.</param>
internal sealed record GeneratorCost(double Cores, double TokensPerSecond, double MicrosecondsPerToken, long MemoryBytes);
