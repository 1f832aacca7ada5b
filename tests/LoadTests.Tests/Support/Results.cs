using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Tests.Support;

/// <summary>Results of runs that never were.</summary>
internal static class Results
{
    public static RunResult Of(string name, IReadOnlyCollection<RequestRecord> records, params Objective[] objectives)
    {
        RunSummary summary = RunSummary.Of(records, TimeSpan.Zero, TimeSpan.FromSeconds(1), ServiceLevel.None);
        return new RunResult
        {
            Name = name,
            Started = DateTimeOffset.UnixEpoch,
            Workload = "plain",
            Arrivals = "poisson:1",
            Level = "ttft=1000ms",
            WarmupSeconds = 0,
            Summary = summary,
            Objectives = [.. objectives.Select(objective => new ObjectiveResult(objective.Text, objective.ValueIn(summary), objective.IsKeptBy(summary)))],
            Seconds = SecondFigures.Of(records),
            Samples = [new Sample(1, 1.5, 1 << 20, 2, 0, 0.5, 0.01)],
            ServerCounters = new Dictionary<string, double> { ["vllm:generation_tokens_total"] = 12 },
            Generator = new GeneratorCost(0.05, 100, 500, 1 << 20),
        };
    }

    public static LoadReport Report(ReportKind kind, params RunResult[] runs) => new()
    {
        Title = "A <title> & more", Created = DateTimeOffset.UnixEpoch, Command = "./load-tests/run load --slo 'a<b'", Machine = "2 cores", Kind = kind, Runs = runs,
    };
}
