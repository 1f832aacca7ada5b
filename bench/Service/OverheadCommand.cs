using System.CommandLine;
using System.Diagnostics;

namespace Inference.Bench.Service;

/// <summary><c>overhead</c>: which share of the server's CPU time is not the engine's, with many streams at once.</summary>
internal static class OverheadCommand
{
    /// <summary>The system cuts names of threads to 15 characters.</summary>
    private static readonly string[] EngineThreads = ["inference engin", "Inference worke"];

    private const int WarmUpRounds = 4;

    public static Command Create()
    {
        Option<int> streams = new("--streams") { DefaultValueFactory = _ => 64, Description = "Streams at once." };
        Option<int> tokens = new("--tokens") { DefaultValueFactory = _ => 256, Description = "Tokens of each." };
        Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 4, Description = "How often all streams are measured, after some that are not." };
        Option<bool> threads = new("--show-threads") { Description = "Write the CPU time of each kind of thread." };
        Option<string?> model = new("--model") { Description = "Default: the one that comes with the server." };
        Option<bool> script = new("--script") { Description = "A script in place of the engine: what is left is HTTP and text." };
        Option<bool> bare = new("--without-journal") { Description = "With --script: clients cannot come back to streams." };
        Option<int> interval = new("--stream-interval") { DefaultValueFactory = _ => 1, Description = "Tokens in one event of a stream." };
        Option<double?> pacing = new("--stream-pacing-ms") { Description = "As serve's." };
        Command command = new("overhead", "CPU time of HTTP and text as a share of the whole server's, with many streams at once.") { streams, tokens, rounds, threads, model, script, bare, interval, pacing };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(streams), parsed.GetValue(tokens), parsed.GetValue(rounds), parsed.GetValue(threads), parsed.GetValue(script) ? ServerProcess.StartScriptAsync(parsed.GetValue(bare) ? ["--without-journal"] : []) : StartAsync(parsed.GetValue(model), parsed.GetValue(interval), parsed.GetValue(pacing))));
        return command;
    }

    private static async Task RunAsync(int streams, int tokens, int rounds, bool showThreads, Task<ServerProcess> started)
    {
        await using ServerProcess server = await started;
        for (int i = 0; i < WarmUpRounds; i++) await RoundAsync(server, streams, tokens);
        // What runs often is compiled anew in the background; that ends.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await RoundAsync(server, streams, tokens);
        double before = server.TotalCpuSeconds();
        Dictionary<string, double> threadsBefore = server.CpuSeconds();
        Stopwatch clock = Stopwatch.StartNew();
        List<EventTimes> arrivals = [];
        long events = 0, all = (long)streams * tokens * rounds;
        for (int i = 0; i < rounds; i++)
        {
            (long more, IEnumerable<EventTimes> times) = await RoundAsync(server, streams, tokens);
            events += more;
            arrivals.AddRange(times);
        }

        TimeSpan elapsed = clock.Elapsed;
        double total = server.TotalCpuSeconds() - before;
        Dictionary<string, double> threads = server.CpuSeconds().ToDictionary(pair => pair.Key, pair => pair.Value - threadsBefore.GetValueOrDefault(pair.Key));
        double engine = EngineThreads.Sum(name => threads.GetValueOrDefault(name)), rest = total - engine;
        Console.WriteLine($"{streams} streams of {tokens} tokens, {rounds} rounds: {all / elapsed.TotalSeconds:N0} tokens/s, {events} events that came in {arrivals.Sum(each => each.Count)} parts, in {elapsed.TotalSeconds:0.0} s");
        Console.WriteLine($"CPU {total:0.00} s: engine {engine:0.00} s ({1e6 * engine / all:0.0} µs/token), HTTP and text {rest:0.00} s ({1e6 * rest / all:0.0} µs/token), {rest / total:P1} of all");
        Console.WriteLine($"first event: {new Quantiles(arrivals.Select(each => each.First))}");
        Console.WriteLine($"between parts: {new Quantiles(arrivals.SelectMany(each => each.Gaps(double.MinValue, double.MaxValue)))}");
        if (!showThreads) return;
        foreach ((string name, double seconds) in threads.OrderByDescending(pair => pair.Value).Where(pair => pair.Value >= 0.01)) Console.WriteLine($"  {name,-16} {seconds,7:0.00} s");
    }

    /// <summary>With one thread the engine never waits for another by turning in circles: its time is all work.</summary>
    private static Task<ServerProcess> StartAsync(string? model, int interval, double? pacing) =>
        ServerProcess.StartAsync([.. model is null ? (string[])[] : [model], "--threads", "1", "--stream-interval", $"{interval}", .. pacing is { } ms ? (string[])["--stream-pacing-ms", $"{ms}"] : []]);

    private static async Task<(long Events, IEnumerable<EventTimes> Arrivals)> RoundAsync(ServerProcess server, int streams, int tokens)
    {
        using StreamLoad load = new(server.Address);
        int[] events = await Task.WhenAll(Enumerable.Range(0, streams).Select(index => load.StreamAsync("/v1/chat/completions", Body(index, tokens))));
        return (events.Sum(each => (long)each), load.Arrivals);
    }

    private static string Body(int index, int tokens) =>
        $$"""{"messages":[{"role":"user","content":"Tell me story number {{index}}"}],"max_tokens":{{tokens}},"min_tokens":{{tokens}},"temperature":0,"stream":true}""";
}
