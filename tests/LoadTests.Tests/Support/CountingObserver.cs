using Inference.LoadTests.Client;

namespace Inference.LoadTests.Tests.Support;

/// <summary>Says when so many requests were sent, or have ended.</summary>
internal sealed class CountingObserver : ILoadObserver
{
    private readonly Lock _lock = new();
    private readonly List<(bool Ended, int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly TaskCompletionSource _tokens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent, _ended;

    public Task SentAsync(int count) => ReachAsync(ended: false, count);

    public Task EndedAsync(int count) => ReachAsync(ended: true, count);

    /// <summary>Done when the first token has come.</summary>
    public Task TokensAsync() => _tokens.Task;

    public void OnSent(RequestRecord record) => Count(ref _sent);

    public void OnTokens(RequestRecord record, int count) => _tokens.TrySetResult();

    public void OnEnded(RequestRecord record) => Count(ref _ended);

    private Task ReachAsync(bool ended, int count)
    {
        lock (_lock)
        {
            if ((ended ? _ended : _sent) >= count) return Task.CompletedTask;
            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((ended, count, reached));
            return reached.Task;
        }
    }

    private void Count(ref int count)
    {
        lock (_lock)
        {
            count++;
            foreach ((bool ended, int wanted, TaskCompletionSource reached) in _waiting)
            {
                if ((ended ? _ended : _sent) >= wanted) reached.TrySetResult();
            }
        }
    }
}
