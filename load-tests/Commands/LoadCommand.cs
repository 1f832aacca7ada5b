using System.CommandLine;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary><c>load</c>: one run.</summary>
internal static class LoadCommand
{
    private const double RampWindowSeconds = 2;

    public static Command Create()
    {
        TargetArguments target = new();
        WorkloadArguments workload = new();
        PlanArguments plan = new();
        OutputArguments output = new();
        ValueOption<ArrivalPlan> arrivals = ValueOptions.Of("--arrivals", ArrivalPlan.Parse, "poisson:2", "How visitors come: poisson:RATE, gamma:RATE:SHAPE, constant:RATE, closed:CLIENTS, steps:RATE,RATE,…, ramp:FROM-TO, trace:FILE[:SPEED].", "PLAN");
        ValueOption<int?> most = ValueOptions.Most("--requests", "Visitors at most.");
        Option<string> name = new("--name") { HelpName = "TEXT", Description = "Of the run, in tables.", DefaultValueFactory = _ => "run" };
        Command command = new("load", "Load a server, and tell what its clients get.") { arrivals, most, name };
        target.AddTo(command);
        workload.AddTo(command);
        plan.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using OpenTarget open = await target.OpenAsync(parsed, cancellation);
            (Workload visitors, RequestOptions requests) = await workload.ReadAsync(parsed, open.Target, target.Model(parsed), cancellation);
            RunPlan run = new()
            {
                Name = parsed.GetValue(name)!,
                Workload = visitors,
                Arrivals = arrivals.In(parsed),
                Requests = requests,
                Seed = workload.Seed(parsed),
                Warmup = plan.Warmup(parsed),
                Duration = plan.Duration(parsed),
                Drain = plan.Drain(parsed),
                Most = most.In(parsed) ?? int.MaxValue,
                Level = plan.Level(parsed),
                Objectives = plan.Objectives(parsed),
            };
            RunOutcome outcome = await new RunExecution(open.Target, OutputArguments.View(), TimeProvider.System).RunAsync(run, cancellation: cancellation);
            string[] notes = run.Arrivals.ToString().StartsWith("ramp", StringComparison.Ordinal) ? [KneeOf(run, outcome)] : [];
            return output.Finish(parsed, OutputArguments.Report($"{visitors.Name}, {run.Arrivals}", ReportKind.Single, [outcome.Result], notes), cancellation);
        });
        return command;
    }

    /// <summary>Of a rising load, the load of the last stretch that was served well.</summary>
    private static string KneeOf(RunPlan run, RunOutcome outcome)
    {
        LoadPoint[] points = [.. outcome.Records.GroupBy(record => (int)(record.Intended.TotalSeconds / RampWindowSeconds)).OrderBy(group => group.Key)
            .Select(group => new LoadPoint(group.Count() / RampWindowSeconds, group.Count(run.Level.IsKeptBy) / RampWindowSeconds))];
        string well = run.Level == ServiceLevel.None ? "served whole (no --slo)" : $"served well ({run.Level})";
        return LoadPoint.Knee(points) switch
        {
            null => $"knee: not even the lowest load was {well}",
            { } knee when knee >= points.Max(point => point.Offered) => $"no knee: {well} up to the highest load, {knee:0.0} requests/s",
            { } knee => $"knee: {well} up to {knee:0.0} requests/s",
        };
    }
}
