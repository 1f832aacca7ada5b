using System.Globalization;
using System.Text.RegularExpressions;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Chaos;

/// <summary>
/// What is done to a process, and when. As text <c>kill9@5s</c>, <c>stop@5s</c>, <c>cont@8s</c>, <c>term@5s</c>, with the number of the victim behind:
/// <c>kill9@5s:2</c> is the second of the pids, or silo 2. Without a number it is the last.
/// </summary>
internal sealed partial record ChaosStrike(Signal Signal, TimeSpan At, int? Victim)
{
    /// <exception cref="FormatException">It is none.</exception>
    public static ChaosStrike Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || !Durations.TryParse(match.Groups[2].Value, out TimeSpan at)) throw new FormatException($"'{text}' is not chaos such as kill9@5s, stop@5s:2, cont@8s:2 or term@5s");
        Signal signal = match.Groups[1].Value switch
        {
            "kill9" => Signal.Kill,
            "stop" => Signal.Stop,
            "cont" => Signal.Cont,
            _ => Signal.Term,
        };
        return new ChaosStrike(signal, at, match.Groups[3].Success ? int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The victim among so many, counted from zero.</summary>
    /// <exception cref="LoadTestException">There are not so many.</exception>
    public int IndexAmong(int count)
    {
        int index = (Victim ?? count) - 1;
        return index >= 0 && index < count ? index : throw new LoadTestException($"chaos names process {Victim}, and there are {count}");
    }

    public override string ToString() => $"{(Signal == Signal.Kill ? "kill9" : Signal.ToString().ToLowerInvariant())}@{At.TotalSeconds:0.###}s{(Victim is null ? "" : $":{Victim}")}";

    [GeneratedRegex(@"^(kill9|stop|cont|term)@([\d.]+[a-z]*)(?::(\d{1,4}))?$")]
    private static partial Regex Pattern();
}
