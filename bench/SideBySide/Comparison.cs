using Inference.Bench.Limits;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Bench.SideBySide;

/// <summary>Runs engines in turn, again and again, and keeps the rounds in which the machine stayed the same.</summary>
internal sealed class Comparison(IReadOnlyList<Engine> engines, int threads, int rounds)
{
    private readonly MachineProbe _probe = new(threads);

    public IEnumerable<Figure> Run(string name, string model, Test test)
    {
        List<Round> all = [];
        while (all.Count < rounds)
        {
            MachineLimits before = _probe.Measure();
            (string, Speed)[] speeds = [.. engines.Where(engine => engine.CanRun(test)).SelectMany(engine => engine.Run(model, threads, test).Select(speed => (engine.Name, speed)))];
            all.Add(new Round(before, _probe.Measure(), speeds));
            Console.Error.WriteLine($"{name}, {test.Name}, round {all.Count}: {all[^1]}");
        }

        return Figure.Of(name, test, [.. engines.Select(engine => engine.Name)], all);
    }
}
