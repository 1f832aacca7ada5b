using System.Globalization;
using Inference.Bench.Reliability.Processes;

namespace Inference.Bench.Reliability.Overhead;

/// <summary>What a token costs more on its way through the cluster: a front and a worker, beside a server of one process, in turns.</summary>
internal static class OverheadProof
{
    private const int WarmUpRounds = 2, FewStreams = 4;
    private const double MostAddedMs = 1, LeastThroughput = 0.95;

    public static async Task<OverheadResult> RunAsync(Settings settings, int streams, int rounds)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(settings, "front", "worker");
        int port = settings.BasePort + 90;
        await using SiloNode serve = new(settings.ServeProgram, "serve", new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), ServeArguments(settings, port), Path.Combine(cluster.Folder, "serve.log"));
        serve.Start();
        await serve.ReadyAsync();
        Uri[] addresses = [serve.Address, cluster.Nodes[0].Address];
        List<RawResult>[] few = [[], []], many = [[], []];
        for (int round = 0; round < WarmUpRounds + rounds; round++)
        {
            for (int side = 0; side < 2; side++)
            {
                RawResult alone = await RawStreams.RunAsync(addresses[side], FewStreams, settings.Tokens, (2 * round) + 1), together = await RawStreams.RunAsync(addresses[side], streams, settings.Tokens, 2 * round);
                if (round < WarmUpRounds) continue;
                few[side].Add(alone);
                many[side].Add(together);
            }
        }

        return OverheadResult.Of(few, many, streams, MostAddedMs, LeastThroughput);
    }

    private static string[] ServeArguments(Settings settings, int port) =>
        ["serve", .. settings.Model is { } model ? (string[])[model] : [], "--port", port.ToString(CultureInfo.InvariantCulture), "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture)];
}
