using Inference.LoadTests.Client;

namespace Inference.LoadTests.Running;

/// <summary>A run's figures, and every request of it.</summary>
internal sealed record RunOutcome(RunResult Result, IReadOnlyCollection<RequestRecord> Records);
