using System.CommandLine;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Scenarios;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary><c>overload</c>: finds what a server can do, offers it up to ten times as much, and checks what becomes of those it takes and of those it does not.</summary>
internal static class OverloadCommand
{
    private static readonly TimeSpan LeastCapacityWarmup = TimeSpan.FromSeconds(8);

    public static Command Create()
    {
        TargetArguments target = new();
        WorkloadArguments workload = new();
        PlanArguments plan = new(duration: "15s", warmup: "3s", drain: "30s", level: "ttft=2s,gap=1s");
        OutputArguments output = new();
        ValueOption<int> clients = ValueOptions.Count("--clients", 1, 16, "Clients at once, to find the capacity: as many as keep the server busy.");
        ValueOption<double[]> multiples = ValueOptions.Of("--multiples", Rates.Parse, "0.5,1,2,5,10", "What is offered, as multiples of capacity.", "MULTIPLES");
        ValueOption<double?> capacity = ValueOptions.Number("--capacity", number => number > 0, "above 0", null, "Requests a second. Default: measured first.", "RATE");
        Option<string?> svg = ValueOptions.File("--svg", "Write the plot to this file.");
        Option<string?> markdown = ValueOptions.File("--markdown", "Write the table to this file.");
        Command command = new("overload", "Offer a server more than it can do: goodput must stay, memory too; who is refused is told when to come again, who is not gets an answer.") { clients, multiples, capacity, svg, markdown };
        target.AddTo(command);
        workload.AddTo(command);
        plan.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using OpenTarget open = await target.OpenAsync(parsed, cancellation);
            (Workload visitors, RequestOptions requests) = await workload.ReadAsync(parsed, open.Target, target.Model(parsed), cancellation);
            RunExecution execution = new(open.Target, OutputArguments.View(), TimeProvider.System);
            // A server that has just started is slow at first, and all multiples are of what it can do.
            TimeSpan capacityWarmup = TimeSpan.FromTicks(Math.Max(plan.Warmup(parsed).Ticks, LeastCapacityWarmup.Ticks));
            RunPlan template = new()
            {
                Name = "capacity",
                Workload = visitors,
                Arrivals = ArrivalPlan.Closed(clients.In(parsed)),
                Requests = requests,
                Warmup = plan.Warmup(parsed),
                Duration = plan.Duration(parsed),
                Drain = plan.Drain(parsed),
                Level = plan.Level(parsed),
            };
            List<RunResult> runs = [];
            double perSecond = capacity.In(parsed) ?? 0;
            if (perSecond <= 0)
            {
                RunResult measured = (await execution.RunAsync(template with { Warmup = capacityWarmup }, cancellation: cancellation)).Result;
                runs.Add(measured);
                perSecond = measured.Summary.CompletedPerSecond;
                if (perSecond <= 0) throw new LoadTestException($"no request was completed while the capacity was measured: {string.Join("; ", measured.Summary.Problems)}");
            }

            List<(double Multiple, RunResult Run)> steps = [];
            foreach (double multiple in multiples.In(parsed).Order())
            {
                if (cancellation.IsCancellationRequested) break;
                RunPlan step = template with { Name = $"{multiple:0.##} ×", Arrivals = ArrivalPlan.Poisson(multiple * perSecond), Seed = workload.Seed(parsed) + steps.Count, Objectives = plan.Objectives(parsed) };
                steps.Add((multiple, (await execution.RunAsync(step, cancellation: cancellation)).Result));
            }

            if (steps.Count > 0) steps[^1] = (steps[^1].Multiple, steps[^1].Run with { Objectives = [.. steps[^1].Run.Objectives, .. OverloadCriteria.Judge(steps)] });
            runs.AddRange(steps.Select(step => step.Run));
            if (steps.Count > 0 && parsed.GetValue(svg) is { } svgPath) ReportFiles.WriteText(svgPath, OverloadTable.Plot(steps) + "\n");
            if (steps.Count > 0 && parsed.GetValue(markdown) is { } markdownPath) ReportFiles.WriteText(markdownPath, OverloadTable.Markdown(steps));
            return output.Finish(parsed, OutputArguments.Report($"Overload, {visitors.Name}", ReportKind.Curve, runs, $"capacity: {perSecond:0.0} requests/s; good is {plan.Level(parsed)}"), cancellation);
        });
        return command;
    }
}
