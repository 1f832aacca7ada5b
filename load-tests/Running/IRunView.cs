using Inference.LoadTests.Client;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Running;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView
{
    /// <summary>Done when cancelled.</summary>
    Task ShowAsync(RunPlan plan, RunClock clock, LiveTally tally, Func<Sample?> sample, CancellationToken cancellation);
}
