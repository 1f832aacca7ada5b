using Inference.LoadTests.Client;
using Inference.LoadTests.Running;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Output;

/// <summary>A run as a line every five seconds, where nobody sits at a terminal.</summary>
internal sealed class PlainView(TextWriter output) : IRunView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async Task ShowAsync(RunPlan plan, RunClock clock, LiveTally tally, Func<Sample?> sample, CancellationToken cancellation)
    {
        await output.WriteLineAsync($"{plan.Name}: {plan.Workload.Name}, {plan.Arrivals}, {(plan.Warmup + plan.Duration).TotalSeconds:0} s");
        while (true)
        {
            try
            {
                await clock.WaitUntilAsync(clock.Now + Interval, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            TallyView now = tally.Look();
            await output.WriteLineAsync(
                $"  {clock.Now.TotalSeconds,5:0.0} s: {now.Sent} sent, {now.Completed} completed, {now.InFlight} in flight, {now.Refused} refused, {now.Failed} failed; {now.Tokens} tokens; first token {now.FirstTokenP50 ?? 0:0} ms");
        }
    }
}
