using System.CommandLine;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary><c>own-cost</c>: what this program itself takes while it reads so many tokens a second.</summary>
internal static class OwnCostCommand
{
    private const int TokensPerSecondOfStream = 50;

    public static Command Create()
    {
        OutputArguments output = new();
        ValueOption<int> rate = ValueOptions.Count("--tokens-per-second", 1, 1000, "Received, from a stub in a process of its own.");
        ValueOption<TimeSpan> duration = ValueOptions.Span("--duration", "20s", "How long is measured.");
        Command command = new("own-cost", "Measure the CPU that the load generator itself takes.") { rate, duration };
        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string stub = $"dotnet '{typeof(OwnCostCommand).Assembly.Location}' stub --interval {1000 / TokensPerSecondOfStream}ms";
            await using StartedTarget started = await StartedTarget.StartAsync(stub, 1, TimeSpan.FromSeconds(30), cancellation);
            Target target = new([started.Servers[0].Address], [started.Pid], new ClientOptions { Addresses = [started.Servers[0].Address] });
            RunPlan plan = new()
            {
                Name = "own cost",
                Workload = new PlainWorkload(new WorkloadOptions { Output = LengthDistribution.Fixed(128) }),
                Arrivals = ArrivalPlan.Closed(Math.Max(1, rate.In(parsed) / TokensPerSecondOfStream)),
                Requests = new RequestOptions { Model = "stub" },
                Warmup = TimeSpan.FromSeconds(3),
                Duration = duration.In(parsed),
            };
            RunOutcome outcome = await new RunExecution(target, OutputArguments.View(), TimeProvider.System).RunAsync(plan, cancellation: cancellation);
            Sample[] steady = [.. outcome.Result.Samples.Where(sample => sample.At > plan.Warmup.TotalSeconds)];
            string note = steady.Length == 0 ? "" : $"{100 * steady.Average(sample => sample.OwnCores):0.0} % of a core at {outcome.Result.Summary.OutputTokensPerSecond:0} tokens/s, behind the first {plan.Warmup.TotalSeconds:0} s";
            return output.Finish(parsed, OutputArguments.Report("The generator's own cost", ReportKind.Single, [outcome.Result], note), cancellation);
        });
        return command;
    }
}
