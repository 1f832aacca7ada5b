using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Inference.Bench.Reliability.Clients;

namespace Inference.Bench.Reliability.Overhead;

/// <summary>Many streams at once over raw connections, read at the least cost: only when their events came.</summary>
internal static class RawStreams
{
    /// <param name="address">Of a front.</param>
    /// <param name="streams">At once.</param>
    /// <param name="tokens">Of each.</param>
    /// <param name="round">Makes prompts that were not there before.</param>
    public static async Task<RawResult> RunAsync(Uri address, int streams, int tokens, int round)
    {
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, streams).Select(index => StreamAsync(address, Body(index, tokens, round))));
        // What one read brings has one time, so a single gap says little: each stream's mean does.
        double[] gaps = [.. times.Select(each => (each[^1] - each[0]) / (each.Count - 1)).Order()];
        double begin = times.Max(each => each[0]), end = times.Min(each => each[^1]);

        // While all of them run: before and after, it is another load.
        long events = times.Sum(each => (long)each.Count(time => time > begin && time <= end));
        return new RawResult(gaps[gaps.Length / 2], events / ((end - begin) / 1000), events);
    }

    private static string Body(int index, int tokens, int round) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"prompt":"{{round}} {{index}} Once upon a time there was","max_tokens":{{tokens}},"ignore_eos":true,"temperature":0.8,"seed":{{index}},"return_token_ids":true,"stream":true}""");

    private static async Task<List<double>> StreamAsync(Uri address, string body)
    {
        using TcpClient connection = new() { NoDelay = true };
        await connection.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST /v1/completions HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        byte[] buffer = new byte[16384];
        List<double> times = [];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            double now = StreamClient.Now;
            for (int events = buffer.AsSpan(0, read).Count("data: "u8); events > 0; events--) times.Add(now);
        }

        return times.Count > 2 ? times : throw new InvalidOperationException($"{address} gave no stream: {Encoding.UTF8.GetString(buffer).TrimEnd('\0')}");
    }
}

/// <summary>Of one round.</summary>
/// <param name="GapP50">Milliseconds between two tokens: of each stream the mean, of the streams the median.</param>
/// <param name="Throughput">Tokens a second of all streams.</param>
/// <param name="Events">What that was measured by.</param>
internal sealed record RawResult(double GapP50, double Throughput, long Events);
