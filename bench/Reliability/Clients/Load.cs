using Inference.Bench.Reliability.Requests;

namespace Inference.Bench.Reliability.Clients;

/// <summary>Keeps so many streams running: where one ends, the next begins.</summary>
internal sealed class Load : IDisposable
{
    private readonly StreamClient _client;
    private readonly List<StreamRun> _runs = [];
    private readonly Task _all;
    private volatile bool _isEnding;
    private int _begun;

    /// <param name="specs">A stream for each.</param>
    /// <param name="next">The front to go to.</param>
    public Load(IReadOnlyList<StreamSpec> specs, Func<Uri> next)
    {
        _client = new StreamClient(next);
        _all = Task.WhenAll(specs.Select(RepeatAsync));
    }

    /// <summary>Every stream once, with nothing in its way.</summary>
    public static async Task<IReadOnlyList<StreamRun>> OnceAsync(IReadOnlyList<StreamSpec> specs, Func<Uri> next)
    {
        using StreamClient client = new(next);
        return await Task.WhenAll(specs.Select(spec => client.RunAsync(spec)));
    }

    /// <summary>Done when every client has had an event.</summary>
    public async Task BegunAsync(int streams)
    {
        while (Volatile.Read(ref _begun) < streams) await Task.Delay(20);
    }

    /// <summary>No stream begins any more; done with the last one.</summary>
    public async Task<IReadOnlyList<StreamRun>> EndAsync()
    {
        _isEnding = true;
        await _all;
        lock (_runs) return [.. _runs];
    }

    public void Dispose() => _client.Dispose();

    private async Task RepeatAsync(StreamSpec spec)
    {
        bool isFirst = true;
        do
        {
            StreamRun run = await _client.RunAsync(spec, events =>
            {
                if (isFirst && events == 1) Interlocked.Increment(ref _begun);
                return false;
            });
            isFirst = false;
            lock (_runs) _runs.Add(run);
        }
        while (!_isEnding);
    }
}
