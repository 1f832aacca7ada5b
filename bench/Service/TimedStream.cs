using System.Diagnostics;
using System.Net.Http.Json;

namespace Inference.Bench.Service;

/// <summary>One streamed completion, and when each of its events came.</summary>
internal sealed class TimedStream
{
    private readonly List<double> _events = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    private TimedStream()
    {
    }

    /// <summary>From the request to the first event.</summary>
    public double FirstMs => _events[0];

    /// <summary>From the request to the last event.</summary>
    public double TotalMs => _events[^1];

    /// <summary>Between one event and the next.</summary>
    public IEnumerable<double> GapsMs => _events.Skip(1).Zip(_events, (later, earlier) => later - earlier);

    public int Count => _events.Count;

    /// <param name="client">To which server.</param>
    /// <param name="seed">Different prompts of this length, so that none is found in the prefix cache.</param>
    /// <param name="prompt">Tokens of the prompt.</param>
    /// <param name="tokens">Tokens to generate.</param>
    /// <param name="begun">Called with the number of each event.</param>
    /// <param name="cancellation">Leaves the stream.</param>
    public static async Task<TimedStream> RunAsync(HttpClient client, int seed, int prompt, int tokens, Action<int>? begun = null, CancellationToken cancellation = default)
    {
        Random random = new(seed);
        int[] ids = [.. Enumerable.Range(0, prompt).Select(_ => random.Next(300, 20000))];
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions")
        {
            Content = JsonContent.Create(new { prompt = ids, max_tokens = tokens, ignore_eos = true, temperature = 0, stream = true }),
        };
        TimedStream stream = new();
        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith("data: {", StringComparison.Ordinal)) continue;
            stream._events.Add(Stopwatch.GetElapsedTime(stream._started).TotalMilliseconds);
            begun?.Invoke(stream.Count);
        }

        return stream;
    }
}
