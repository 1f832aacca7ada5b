using System.CommandLine;
using Inference.LoadTests.Measurement;

namespace Inference.LoadTests.Commands;

/// <summary>Options that say how long a run takes and what it must keep.</summary>
internal sealed class PlanArguments
{
    private readonly Option<TimeSpan> _duration, _warmup, _drain;
    private readonly Option<ServiceLevel> _level;
    private readonly Option<Objective[]> _objectives = ValueOptions.Many("--expect", Objective.Parse, $"What must be kept, such as \"ttft.p99<2s\" or \"errors<=1%\"; otherwise the exit code is 3. Repeatable. Figures: {Objective.Names}.");

    public PlanArguments(string duration = "30s", string warmup = "2s", string drain = "30s", string? level = null)
    {
        _duration = ValueOptions.Of("--duration", Durations.Parse, duration, "How long is measured.");
        _warmup = ValueOptions.Of("--warmup", Durations.Parse, warmup, "Comes first, and does not count.");
        _drain = ValueOptions.Of("--drain", Durations.Parse, drain, "How long requests may take on behind the last arrival.");
        _level = ValueOptions.Of("--slo", ServiceLevel.Parse, level, "What makes a request good, such as ttft=1s,tpot=100ms,gap=500ms,e2e=10s; goodput counts these.");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _duration, _warmup, _drain, _level, _objectives }) command.Add(option);
    }

    public TimeSpan Duration(ParseResult parsed) => parsed.GetValue(_duration);

    public TimeSpan Warmup(ParseResult parsed) => parsed.GetValue(_warmup);

    public TimeSpan Drain(ParseResult parsed) => parsed.GetValue(_drain);

    public ServiceLevel Level(ParseResult parsed) => parsed.GetValue(_level) ?? ServiceLevel.None;

    public IReadOnlyList<Objective> Objectives(ParseResult parsed) => parsed.GetValue(_objectives)!;
}
