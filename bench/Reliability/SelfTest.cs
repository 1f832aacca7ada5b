using System.Globalization;
using Inference.Bench.Reliability.Clients;
using Inference.Bench.Reliability.Processes;
using Inference.Bench.Reliability.Requests;

namespace Inference.Bench.Reliability;

/// <summary>
/// Tests of the harness itself: that it sees every kind of damage, and that its clients, cut off again and again, have the whole of every stream
/// of a server of one process.
/// </summary>
internal static class SelfTest
{
    private const int Most = 16;

    public static async Task<IReadOnlyList<string>> RunAsync(Settings settings)
    {
        List<string> problems = [.. Damage()];
        string folder = Directory.CreateTempSubdirectory("reliability-").FullName, port = settings.BasePort.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["serve", .. settings.Model is { } model ? (string[])[model] : [], "--port", port, "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture)];
        await using SiloNode serve = new(settings.ServeProgram, "serve", new Uri($"http://127.0.0.1:{port}"), arguments, Path.Combine(folder, "serve.log"));
        serve.Start();
        await serve.ReadyAsync();
        StreamSpec[] specs = [.. Enumerable.Range(0, Math.Min(settings.Streams, Most)).Select(index => StreamSpec.Of(index, settings.Tokens))];
        IReadOnlyList<StreamRun> whole = await Load.OnceAsync(specs, () => serve.Address);
        using StreamClient client = new(() => serve.Address);
        StreamRun[] cut = await Task.WhenAll(specs.Select(spec => client.RunAsync(spec, events => events % 37 == spec.Index + 1)));
        foreach ((StreamRun expected, StreamRun run) in whole.Zip(cut))
        {
            string? problem = expected.Failure ?? run.Failure ?? Comparison.Difference(expected.Output, run.Output);
            if (problem is not null) problems.Add($"stream {run.Spec.Index}, cut {run.Breaks} times: {problem}");
            if (run.Breaks == 0) problems.Add($"stream {run.Spec.Index} was never cut");
        }

        Console.WriteLine($"{specs.Length} streams of a server of one process, cut {cut.Sum(run => run.Breaks)} times");
        return problems;
    }

    /// <summary>What the comparison does not see.</summary>
    private static IEnumerable<string> Damage()
    {
        (string Name, Action<ChoiceOutput> Do, string Seen)[] damages =
        [
            ("nothing", _ => { }, ""),
            ("a lost token", choice => choice.Tokens.RemoveAt(3), "1 tokens lost at 3"),
            ("a token twice", choice => choice.Tokens.Insert(4, choice.Tokens[4]), "1 tokens too many at 5"),
            ("two tokens lost at the end", choice => choice.Tokens.RemoveRange(8, 2), "2 tokens lost at 8"),
            ("another token", choice => choice.Tokens[5] = 99, "another token at 5"),
            ("another letter", choice => choice.Text[2] = '#', "other text from character 2"),
            ("other log-probabilities", choice => choice.Logprobs.Append('1'), "other log-probabilities"),
            ("no end", choice => choice.Finish = null, "ended with nothing"),
            ("two ends", choice => choice.Finish += "+stop", "ended with stop+stop"),
        ];
        foreach ((string name, Action<ChoiceOutput> damage, string seen) in damages)
        {
            StreamOutput expected = Sample(), actual = Sample();
            damage(actual.Choice(1));
            string found = Comparison.Difference(expected, actual) ?? "";
            if (seen.Length == 0 ? found.Length > 0 : !found.Contains(seen, StringComparison.Ordinal)) yield return $"{name} is seen as '{found}'";
        }

        StreamOutput one = Sample(), two = Sample();
        two.Choice(2);
        if (Comparison.Difference(one, two) is null) yield return "a choice too many is not seen";
    }

    private static StreamOutput Sample()
    {
        StreamOutput output = new();
        for (int index = 0; index < 2; index++)
        {
            ChoiceOutput choice = output.Choice(index);
            choice.Tokens.AddRange(Enumerable.Range(10, 10));
            choice.Text.Append("some text");
            choice.Finish = "stop";
        }

        return output;
    }
}
