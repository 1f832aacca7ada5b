using Inference.LoadTests.Client;
using Inference.LoadTests.Running;
using Inference.LoadTests.Targets;
using Spectre.Console;

namespace Inference.LoadTests.Output;

/// <summary>A run as a table in the terminal that changes while it goes on.</summary>
internal sealed class LiveView(IAnsiConsole console) : IRunView
{
    private const int SparkWidth = 40;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task ShowAsync(RunPlan plan, RunClock clock, LiveTally tally, Func<Sample?> sample, CancellationToken cancellation)
    {
        Queue<double> rates = [];
        TallyView before = default;
        TimeSpan last = clock.Now;
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    await clock.WaitUntilAsync(clock.Now + Interval, cancellation);
                }
                catch (OperationCanceledException)
                {
                    break;
                }

                TallyView now = tally.Look();
                double rate = (now.Tokens - before.Tokens) / Math.Max(1e-3, (clock.Now - last).TotalSeconds);
                (before, last) = (now, clock.Now);
                rates.Enqueue(rate);
                if (rates.Count > SparkWidth) rates.Dequeue();
                live.UpdateTarget(Draw(plan, clock.Now, now, rate, rates, sample()));
            }
        });
    }

    private static Table Draw(RunPlan plan, TimeSpan at, TallyView tally, double rate, IReadOnlyCollection<double> rates, Sample? sample)
    {
        TimeSpan whole = plan.Warmup + plan.Duration;
        string phase = at < plan.Warmup ? "warming up" : at < whole ? "measuring" : "waiting for the last answers";
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn("");
        table.Title = new TableTitle(Markup.Escape($"{plan.Name}: {plan.Workload.Name}, {plan.Arrivals}"));
        table.AddRow("time", $"{at.TotalSeconds:0.0} of {whole.TotalSeconds:0} s, {phase}");
        table.AddRow("requests", $"{tally.Sent} sent, [green]{tally.Completed} completed[/], {tally.InFlight} in flight, [yellow]{tally.Refused} refused[/], [red]{tally.Failed} failed[/]");
        table.AddRow("output", $"{rate:0} tokens/s  {Sparkline(rates)}");
        table.AddRow("first token", $"{Text(tally.FirstTokenP50)} p50, {Text(tally.FirstTokenP99)} p99");
        table.AddRow("end to end", $"{Text(tally.EndToEndP50)} p50");
        if (sample is not null)
        {
            table.AddRow("server", $"{Text(sample.Cores, "0.0", " cores")}, {Text(sample.MemoryBytes / 1e6, "0", " MB")}, {Text(sample.Running, "0", " running")}, {Text(sample.Waiting, "0", " waiting")}");
            table.AddRow("generator", $"{100 * sample.OwnCores:0.0} % of a core");
        }

        return table;
    }

    private static string Sparkline(IReadOnlyCollection<double> values)
    {
        const string Bars = "▁▂▃▄▅▆▇█";
        double most = Math.Max(1e-9, values.Max());
        return string.Concat(values.Select(value => Bars[(int)Math.Clamp(value / most * (Bars.Length - 1), 0, Bars.Length - 1)]));
    }

    private static string Text(double? milliseconds) => Text(milliseconds, "0", " ms");

    private static string Text(double? value, string format, string unit) => value is { } known ? known.ToString(format) + unit : "–" + unit;
}
