using Inference.Bench.Limits;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Bench.SideBySide;

/// <summary>The medians of one measurement.</summary>
/// <param name="TokensPerS">By engine, ours first; NaN where one cannot run the test.</param>
/// <param name="Limits">What the machine gave before and after.</param>
/// <param name="OfLimit">How much of that ours used, as <see cref="LimitShare"/> says; null where that is unknown.</param>
/// <param name="OfBoth">A mixed step of ours, as a share of its two parts; null where nothing is mixed.</param>
/// <param name="Steady">The machine's limits stayed the same around every round that counts.</param>
internal sealed record Figure(
    string Model, string Test, string Kind, int Batch, IReadOnlyDictionary<string, double> TokensPerS, MachineLimits Limits, double? OfLimit, double? OfBoth, bool Steady)
{
    /// <summary>Of the rounds in which the machine stayed the same. Where there is none, all count, and the figures say so.</summary>
    public static IEnumerable<Figure> Of(string model, Test test, IReadOnlyList<string> engines, IReadOnlyList<Round> rounds)
    {
        bool steady = rounds.Any(round => round.IsSteady);
        Round[] kept = [.. rounds.Where(round => round.IsSteady == steady)];
        MachineLimits limits = Medians.Of([.. kept.SelectMany(round => new[] { round.Before, round.After })]);
        foreach (var group in kept.SelectMany(round => round.Speeds).Where(entry => entry.Speed.Kind == test.Kind).GroupBy(entry => entry.Speed.Batch))
        {
            Dictionary<string, double> speeds = engines.ToDictionary(
                engine => engine, engine => Medians.Of(group.Where(entry => entry.Engine == engine).Select(entry => entry.Speed.TokensPerS)));
            Speed[] ours = [.. group.Where(entry => entry.Engine == engines[0]).Select(entry => entry.Speed)];
            yield return new Figure(
                model, test.Name, test.Kind, group.Key, speeds, limits, LimitShare.Of(ours[0], speeds[engines[0]], limits),
                test.Mixed is null ? null : Medians.Of(ours.Select(speed => speed.Mixed!.OfBoth)), steady);
        }
    }

    public static string Heading(IEnumerable<string> engines) =>
        $"| model | test | {string.Join(" | ", engines.Select(engine => $"{engine}, tokens/s"))} | ratio | of the limit | read GB/s | GOP/s: singles, bytes, bf16 |\n"
        + $"|---|---|{string.Concat(engines.Select(_ => "---|"))}---|---|---|---|";

    public string Row()
    {
        double[] speeds = [.. TokensPerS.Values];
        string ratio = speeds.Length == 2 && speeds.All(double.IsFinite) ? $"{speeds[0] / speeds[1]:N2}" : "–";
        string peaks = $"{Limits.SingleGOpPerS:N0}, {Limits.ByteGOpPerS:N0}, {Limits.BFloat16GOpPerS:N0}";
        return $"| {Model} | {Test}{(Batch > 1 ? $", batch {Batch}" : "")} | {string.Join(" | ", speeds.Select(Text))} | {ratio} | {Share()} | {Limits.ReadGBPerS:N0} | {peaks} |{(Steady ? "" : " unsteady")}";
    }

    private static string Text(double speed) => double.IsFinite(speed) ? $"{speed:N1}" : "–";

    private string Share() => (OfBoth, OfLimit) switch
    {
        ({ } time, _) => $"{time:P0} of its parts' time",
        (_, { } share) => $"{share:P0} of {(Kind == "prefill" ? "peak" : "read")}",
        _ => "–",
    };
}
