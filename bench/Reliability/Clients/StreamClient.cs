using System.Diagnostics;
using System.Net;
using System.Text;
using Inference.Bench.Reliability.Requests;

namespace Inference.Bench.Reliability.Clients;

/// <summary>
/// A client that does not give up: where a front puts it off it asks another one, and where its connection breaks it comes back to its response
/// at any front, with the id of the last event that it has.
/// </summary>
/// <param name="next">The front to go to.</param>
internal sealed class StreamClient(Func<Uri> next) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) }) { Timeout = Timeout.InfiniteTimeSpan };

    public static double Now => Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;

    /// <param name="spec">What is asked.</param>
    /// <param name="cut">Whether the client is to lose its connection now, for tests of the client itself; asked after each event with the number of events it has.</param>
    public async Task<StreamRun> RunAsync(StreamSpec spec, Func<int, bool>? cut = null)
    {
        StreamRun run = new(spec) { BeganAt = Now };
        double progressAt = Now;
        while (!run.Output.IsDone && run.Failure is null)
        {
            int before = run.Times.Count;
            bool isBroken;
            try
            {
                isBroken = !await ConnectAsync(run, cut);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                isBroken = true;
            }

            if (!isBroken) continue;
            run.Breaks++;
            if (run.Times.Count > before) progressAt = Now;
            if (Now - progressAt > Patience.TotalMilliseconds) run.Failure = "no front goes on with it";

            // What has no id yet is asked for anew: its seed makes it the same.
            if (run.Output.Id is null) run.Output = new StreamOutput();
            await Task.Delay(Pause);
        }

        return run;
    }

    public void Dispose() => _http.Dispose();

    /// <returns>Whether the connection held until the end, or until the client was put off.</returns>
    private async Task<bool> ConnectAsync(StreamRun run, Func<int, bool>? cut)
    {
        using CancellationTokenSource end = new(Patience);
        using HttpRequestMessage request = RequestOf(run);
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
        if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            run.PutOff++;
            if (Now - (run.Times.Count > 0 ? run.Times[^1] : run.BeganAt) > Patience.TotalMilliseconds) run.Failure = $"put off for {Patience.TotalSeconds} s: {await response.Content.ReadAsStringAsync(end.Token)}";
            await Task.Delay(Pause, end.Token);
            return true;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            run.Failure = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(end.Token)}";
            return true;
        }

        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(end.Token));
        string? id = null, data = null;
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            end.CancelAfter(Patience);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line["id: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line["data: ".Length..];
            if (line.Length > 0 || data is null) continue;

            // An event counts when it is whole.
            run.Output.Take(data);
            run.Output.LastEvent = id ?? run.Output.LastEvent;
            run.Times.Add(Now);
            run.Failure = run.Output.Failure;
            (id, data) = (null, null);
            if (run.Output.IsDone || run.Failure is not null) return true;
            if (cut?.Invoke(run.Times.Count) == true) return false;
        }

        return false;
    }

    private HttpRequestMessage RequestOf(StreamRun run)
    {
        Uri front = next();
        if (run.Output.Id is not { } id) return new HttpRequestMessage(HttpMethod.Post, new Uri(front, run.Spec.Path)) { Content = new StringContent(run.Spec.Body, Encoding.UTF8, "application/json") };
        HttpRequestMessage request = new(HttpMethod.Get, new Uri(front, $"{run.Spec.Path}/{id}{(run.Spec.Path.EndsWith("responses", StringComparison.Ordinal) ? "?stream=true" : "")}"));
        if (run.Output.LastEvent is { } last) request.Headers.Add("Last-Event-ID", last);
        return request;
    }
}
