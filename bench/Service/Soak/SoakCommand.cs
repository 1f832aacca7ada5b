using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Inference.Bench.Service.Soak;

/// <summary><c>soak</c>: everything that clients do, well and badly, for minutes; then nothing must be left of it.</summary>
internal static class SoakCommand
{
    private const string Key = "soak";

    private static readonly string[] Server =
    [
        // Few places and little cache, so that there are queues, refusals and sequences that give up their blocks.
        "--api-key", Key, "--served-model-name", "ember", "--max-num-seqs", "16", "--max-queued-requests", "20", "--kv-cache-memory-bytes", "3500000", "--request-timeout", "60", "--scheduling-policy", "priority",
    ];

    public static Command Create()
    {
        Option<double> minutes = new("--minutes") { DefaultValueFactory = _ => 10, Description = "How long." };
        Option<int> clients = new("--clients") { DefaultValueFactory = _ => 16, Description = "Clients at once." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Environment.TickCount, Description = "Of what they do." };
        Command command = new("soak", "Mixed requests, cancellations, bad inputs and disconnects against a server process; then accounts must agree and nothing be held.") { minutes, clients, seed };
        command.SetAction((parsed, _) => RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(clients), parsed.GetValue(seed)));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan length, int clients, int seed)
    {
        Console.WriteLine($"seed {seed}, {clients} clients, {length.TotalMinutes:0.#} minutes");
        await using ServerProcess server = await ServerProcess.StartAsync(Server);
        Ledger ledger = new();
        Stopwatch clock = Stopwatch.StartNew();
        using CancellationTokenSource end = new(length);
        Task[] all = [.. Enumerable.Range(0, clients).Select(index => ClientAsync(server.Address, ledger, new Random(seed + index), end.Token))];
        List<long> memory = await WatchAsync(server, ledger, clock, Task.WhenAll(all));

        using HttpClient client = ClientOf(server.Address);
        MetricsPage page = await SettleAsync(client);
        List<string> problems = [.. ledger.Failures, .. Accounts.Problems(page, ledger)];
        Report(ledger, page, memory, server);
        if (await server.StopAsync() is var code && code != 0) problems.Add($"the server ended with exit code {code}");
        foreach (string problem in problems) Console.WriteLine($"WRONG: {problem}");
        Console.WriteLine(problems.Count == 0 ? "all accounts agree, nothing is held" : $"{ledger.Failed} answers were wrong");
        return problems.Count == 0 ? 0 : 1;
    }

    private static async Task ClientAsync(Uri address, Ledger ledger, Random random, CancellationToken end)
    {
        using HttpClient http = ClientOf(address);
        Scenarios scenarios = new(new SoakClient(http, ledger, random), ledger, random, Key);
        while (!end.IsCancellationRequested)
        {
            try
            {
                await scenarios.NextAsync();
            }
            catch (Exception error) when (error is HttpRequestException or IOException or System.Text.Json.JsonException or InvalidOperationException)
            {
                ledger.Fail($"{error.GetType().Name}: {error.Message} {error.InnerException?.Message}");
            }

            if (random.Next(8) == 0) await Task.Delay(random.Next(200), CancellationToken.None);
        }
    }

    private static HttpClient ClientOf(Uri address)
    {
        // Who leaves does not read on to the end of an answer.
        HttpClient client = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>Memory of the process, every ten seconds.</summary>
    private static async Task<List<long>> WatchAsync(ServerProcess server, Ledger ledger, Stopwatch clock, Task clients)
    {
        List<long> memory = [];
        while (!clients.IsCompleted && !server.HasExited)
        {
            await Task.WhenAny(clients, Task.Delay(TimeSpan.FromSeconds(10)));
            memory.Add(server.ResidentBytes());
            Console.WriteLine($"{clock.Elapsed:mm\\:ss}  {ledger.Sent,7} sent  {ledger.Answered,7} answered  {ledger.Failed,3} wrong  {memory[^1] / 1e6,6:0} MB");
        }

        await clients;
        return memory;
    }

    /// <summary>Requests that were left end within a step.</summary>
    private static async Task<MetricsPage> SettleAsync(HttpClient client)
    {
        for (int i = 0; ; i++)
        {
            MetricsPage page = await MetricsPage.ReadAsync(client);
            if (i == 50 || page.Sum("vllm:num_requests_running") + page.Sum("vllm:num_requests_waiting") == 0) return page;
            await Task.Delay(100);
        }
    }

    private static void Report(Ledger ledger, MetricsPage page, List<long> memory, ServerProcess server)
    {
        foreach (string outcome in ledger.Outcomes) Console.WriteLine("  " + outcome);
        foreach (string reason in (string[])["stop", "length", "abort", "error"]) Console.WriteLine($"finished_reason {reason}: {page.Sum("vllm:request_success_total", $"\"{reason}\"")}");
        Console.WriteLine($"accepted {page.Sum("inference:requests_accepted_total")}, refused {page.Sum("inference:requests_refused_total")}, preemptions {page.Sum("vllm:num_preemptions_total")}, tokens {page.Sum("vllm:generation_tokens_total")}");
        int warm = memory.Count / 4;
        Console.WriteLine($"memory: {memory[warm] / 1e6:0} MB after a quarter of the time, {memory[^1] / 1e6:0} MB at the end, {memory.Max() / 1e6:0} MB at most; CPU {server.TotalCpuSeconds():0} s");
    }
}
