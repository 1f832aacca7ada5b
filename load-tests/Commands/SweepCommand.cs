using System.CommandLine;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Scenarios;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary><c>sweep</c>: one run for each of several rates, and the knee of the curve through them.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        TargetArguments target = new();
        WorkloadArguments workload = new();
        PlanArguments plan = new(duration: "10s", level: "ttft=2s,gap=1s");
        OutputArguments output = new();
        ValueOption<double[]> rates = ValueOptions.Of("--rates", Rates.Parse, "1-16", "Visitors a second: 1,2,4,8; or 1-32 for a series that doubles; or 1-32/10 for so many at even ratios.", "RATES");
        Option<bool> stops = new("--stop-at-knee") { Description = "No higher rate behind the first that is not served well." };
        Command command = new("sweep", "Load a server more and more, to find what it can carry.") { rates, stops };
        target.AddTo(command);
        workload.AddTo(command);
        plan.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using OpenTarget open = await target.OpenAsync(parsed, cancellation);
            (Workload visitors, RequestOptions requests) = await workload.ReadAsync(parsed, open.Target, target.Model(parsed), cancellation);
            RunExecution execution = new(open.Target, OutputArguments.View(), TimeProvider.System);
            List<RunResult> runs = [];
            foreach (double rate in rates.In(parsed).Order())
            {
                RunPlan run = new()
                {
                    Name = $"{rate:0.##}/s",
                    Workload = visitors,
                    Arrivals = ArrivalPlan.Poisson(rate),
                    Requests = requests,
                    Seed = workload.Seed(parsed),
                    Warmup = plan.Warmup(parsed),
                    Duration = plan.Duration(parsed),
                    Drain = plan.Drain(parsed),
                    Level = plan.Level(parsed),
                    Objectives = plan.Objectives(parsed),
                };
                runs.Add((await execution.RunAsync(run, cancellation: cancellation)).Result);
                if (cancellation.IsCancellationRequested || (parsed.GetValue(stops) && KneeOf([runs[^1]]) is null)) break;
            }

            string note = KneeOf(runs) switch
            {
                null => $"knee: not even the lowest rate was served well ({plan.Level(parsed)})",
                { } knee when knee >= runs.Max(run => run.Summary.OfferedPerSecond) => $"no knee: served well ({plan.Level(parsed)}) up to the highest rate, {knee:0.##} requests/s",
                { } knee => $"knee: served well ({plan.Level(parsed)}) up to {knee:0.##} requests/s",
            };
            return output.Finish(parsed, OutputArguments.Report($"{visitors.Name} at rising load", ReportKind.Curve, runs, note), cancellation);
        });
        return command;
    }

    private static double? KneeOf(IEnumerable<RunResult> runs) => LoadPoint.Knee(runs.Select(run => new LoadPoint(run.Summary.OfferedPerSecond, run.Summary.GoodPerSecond)));
}
