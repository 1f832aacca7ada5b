using System.CommandLine;
using Inference.LoadTests.Measurement;

namespace Inference.LoadTests.Commands;

/// <summary>Options that say how long a run takes and what it must keep.</summary>
internal sealed class PlanArguments
{
    private readonly ValueOption<TimeSpan> _duration, _warmup, _drain;
    private readonly ValueOption<ServiceLevel> _level;
    private readonly Option<Objective[]> _objectives = ValueOptions.Many("--expect", Objective.Parse, $"What must be kept, such as \"ttft.p99<2s\" or \"errors<=1%\"; otherwise the exit code is 3. Repeatable. Figures: {Objective.Names}.", "FIGURE<VALUE");

    public PlanArguments(string duration = "30s", string warmup = "2s", string drain = "30s", string? level = null)
    {
        _duration = ValueOptions.Span("--duration", duration, "How long is measured.");
        _warmup = ValueOptions.Time("--warmup", warmup, "Comes first, and does not count.");
        _drain = ValueOptions.Time("--drain", drain, "How long requests may take on behind the last arrival.");
        _level = ValueOptions.Of("--slo", ServiceLevel.Parse, level, "What makes a request good, such as ttft=1s,tpot=100ms,gap=500ms,e2e=10s; goodput counts these.", "LIMITS");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _duration, _warmup, _drain, _level, _objectives }) command.Add(option);
    }

    public TimeSpan Duration(ParseResult parsed) => _duration.In(parsed);

    public TimeSpan Warmup(ParseResult parsed) => _warmup.In(parsed);

    public TimeSpan Drain(ParseResult parsed) => _drain.In(parsed);

    public ServiceLevel Level(ParseResult parsed) => _level.In(parsed) ?? ServiceLevel.None;

    public IReadOnlyList<Objective> Objectives(ParseResult parsed) => parsed.GetValue(_objectives)!;
}
