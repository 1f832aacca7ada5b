using Inference.Bench.Limits;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Bench.SideBySide;

/// <summary>Runs engines in turn, again and again, and keeps the rounds in which the machine stayed the same.</summary>
internal sealed class Comparison(IReadOnlyList<Engine> engines, int threads, int rounds)
{
    /// <summary>Limits further apart than this before and after a round make it worthless.</summary>
    private const double StillSame = 0.15;

    private readonly MachineProbe _probe = new(threads);

    public IEnumerable<Figure> Run(string name, string model, Test test)
    {
        List<(string Engine, Speed Speed)> kept = [], dropped = [];
        List<MachineLimits> limits = [];
        for (int round = 0; round < rounds; round++)
        {
            MachineLimits before = _probe.Measure();
            (string Engine, Speed Speed)[] speeds = [.. engines.SelectMany(engine => engine.Run(model, threads, test).Select(speed => (engine.Name, speed)))];
            MachineLimits after = _probe.Measure();
            bool same = before.Distance(after) <= StillSame;
            (same ? kept : dropped).AddRange(speeds);
            limits.AddRange([before, after]);
            Console.Error.WriteLine($"{name}, {test.Name}, round {round + 1}: {before} before, {after} after{(same ? "" : ": the machine changed, round dropped")}");
        }

        // Where no round was quiet, all count, and the table says so.
        bool steady = kept.Count > 0;
        return (steady ? kept : dropped)
            .Where(entry => entry.Speed.Kind == "decode" || test.Name == "prefill")
            .Where(entry => entry.Speed.Kind == "prefill" || test.Name != "prefill")
            .GroupBy(entry => (entry.Speed.Kind, entry.Speed.Batch, entry.Speed.Context))
            .Select(group => new Figure(
                name,
                test.Name,
                group.Key.Batch,
                engines.ToDictionary(engine => engine.Name, engine => Median(group.Where(entry => entry.Engine == engine.Name).Select(entry => entry.Speed.TokensPerS))),
                Median(limits.Select(limit => limit.ReadGBPerS)),
                Median(limits.Select(limit => limit.SingleGOpPerS)),
                steady));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
