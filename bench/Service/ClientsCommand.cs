using System.CommandLine;
using System.Diagnostics;

namespace Inference.Bench.Service;

/// <summary><c>clients</c>: what so many clients get who ask one after the other, all at once.</summary>
internal static class ClientsCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "A model directory or GGUF file." };
        Option<int> clients = new("--clients") { DefaultValueFactory = _ => 16 };
        Option<int> requests = new("--requests") { DefaultValueFactory = _ => 3, Description = "Requests of each client." };
        Option<int> prompt = new("--prompt") { DefaultValueFactory = _ => 128, Description = "Tokens of a prompt." };
        Option<int> tokens = new("--gen") { DefaultValueFactory = _ => 64, Description = "Tokens of an answer." };
        Command command = new("clients", "Throughput and latency that clients see.") { model, clients, requests, prompt, tokens };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(model), parsed.GetValue(clients), parsed.GetValue(requests), parsed.GetValue(prompt), parsed.GetValue(tokens)));
        return command;
    }

    private static async Task RunAsync(string model, int clients, int requests, int prompt, int tokens)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(model);
        using HttpClient client = new() { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        await TimedStream.RunAsync(client, seed: -1, prompt, tokens);
        Stopwatch clock = Stopwatch.StartNew();
        TimedStream[][] streams = await Task.WhenAll(Enumerable.Range(0, clients).Select(async index =>
        {
            List<TimedStream> own = [];
            for (int i = 0; i < requests; i++) own.Add(await TimedStream.RunAsync(client, seed: (index * requests) + i, prompt, tokens));
            return own.ToArray();
        }));
        double seconds = clock.Elapsed.TotalSeconds;
        TimedStream[] all = [.. streams.SelectMany(own => own)];
        Console.WriteLine($"{clients} clients, {requests} requests each, {prompt} tokens of prompt, {tokens} generated: {(double)all.Length * tokens / seconds:N0} output tokens/s");
        Console.WriteLine($"first token: {new Quantiles(all.Select(stream => stream.FirstMs))}");
        Console.WriteLine($"between tokens: {new Quantiles(all.SelectMany(stream => stream.GapsMs))}");
    }
}
