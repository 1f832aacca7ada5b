using System.CommandLine;

namespace Inference.Bench.Service;

/// <summary><c>stall</c>: what a long prompt does to streams that run, and they to it.</summary>
internal static class StallCommand
{
    private const int ShortPrompt = 32;
    private const int TokensBefore = 16;
    private const int EnoughTokens = 2000;

    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "A model directory or GGUF file." };
        Option<int> streams = new("--streams") { DefaultValueFactory = _ => 4, Description = "Streams that run already." };
        Option<int> prompt = new("--prompt") { DefaultValueFactory = _ => 2000, Description = "Tokens of the prompt that comes." };
        Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 3 };
        Command command = new("stall", "A long prompt beside running streams: their longest gap, and its first token.") { model, streams, prompt, rounds };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(model), parsed.GetValue(streams), parsed.GetValue(prompt), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(string model, int streams, int prompt, int rounds)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(model, "--max-model-len", "4096");
        using HttpClient client = new() { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        await TimedStream.RunAsync(client, seed: -1, prompt, tokens: 4);
        for (int round = 0; round < rounds; round++)
        {
            double alone = (await TimedStream.RunAsync(client, seed: 1000 + round, prompt, tokens: 4)).FirstMs;
            (double beside, Quantiles before, Quantiles during) = await BesideAsync(client, streams, prompt, round);
            Console.WriteLine($"prompt of {prompt}: first token {alone:N0} ms alone, {beside:N0} ms beside {streams} streams ({beside / alone:0.00} times)");
            Console.WriteLine($"  their gaps before it came: {before}");
            Console.WriteLine($"  while it was read: {during}");
        }
    }

    private static async Task<(double First, Quantiles Before, Quantiles During)> BesideAsync(HttpClient client, int streams, int prompt, int round)
    {
        using CancellationTokenSource enough = new();
        using CountdownEvent running = new(streams);
        TaskCompletionSource allRun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        EventTimes[] times = [.. Enumerable.Range(0, streams).Select(_ => new EventTimes())];
        Task[] readers = [.. times.Select((own, index) => Task.Run(async () =>
        {
            try
            {
                await TimedStream.RunAsync(client, seed: 2000 + (round * streams) + index, ShortPrompt, EnoughTokens, count =>
                {
                    own.Add();
                    if (count == TokensBefore && running.Signal()) allRun.SetResult();
                }, enough.Token);
            }
            catch (OperationCanceledException)
            {
                // They were to run only as long as the long prompt was read.
            }
        }))];
        await allRun.Task;
        double came = EventTimes.Now;
        double first = (await TimedStream.RunAsync(client, seed: 3000 + round, prompt, tokens: 4)).FirstMs;
        await enough.CancelAsync();
        await Task.WhenAll(readers);
        return (first, new Quantiles(times.SelectMany(own => own.Gaps(0, came))), new Quantiles(times.SelectMany(own => own.Gaps(came, came + first))));
    }
}
