using System.CommandLine;

namespace Inference.Bench.Service;

/// <summary><c>idle</c>: memory that streams take which have begun and wait.</summary>
internal static class IdleCommand
{
    public static Command Create()
    {
        Option<int> streams = new("--streams") { DefaultValueFactory = _ => 1000, Description = "Streams at once." };
        Command command = new("idle", "Memory of streams that have begun and wait for their next token.") { streams };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(streams)));
        return command;
    }

    private static async Task RunAsync(int streams)
    {
        await using ServerProcess server = await ServerProcess.StartScriptAsync("--step", "0");
        await HoldAsync(server, 20);
        long before = server.ResidentBytes();
        long held = await HoldAsync(server, streams);
        Console.WriteLine($"{streams} idle streams: {(held - before) / 1e6:0.0} MB, {(held - before) / (double)streams / 1000:0.0} kB each ({before / 1e6:0} MB before, {held / 1e6:0} MB with them)");
    }

    /// <summary>Memory of the process with so many streams open.</summary>
    private static async Task<long> HoldAsync(ServerProcess server, int streams)
    {
        using StreamLoad load = new(server.Address);
        Task<int>[] all = [.. Enumerable.Range(0, streams).Select(_ => load.StreamAsync("/v1/completions", """{"prompt":"a","stream":true}"""))];
        while (load.Begun < streams)
        {
            if (all.FirstOrDefault(task => task.IsFaulted) is { } failed) await failed;
            await Task.Delay(20);
        }

        return server.ResidentBytes();
    }
}
