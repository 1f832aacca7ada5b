using Inference.Contracts;

namespace Inference.Engine.Tests.Support;

/// <summary>A request in progress, read as far as its chunks have come.</summary>
internal sealed class Generation : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly IAsyncEnumerator<TokenChunk> _chunks;
    private Task<bool>? _next;

    public Generation(ITokenService service, GenerateRequest request)
    {
        Request = request;
        Outputs = [.. Enumerable.Range(0, request.Sampling.N).Select(choice => new List<int>(choice < request.Emitted.Count ? request.Emitted[choice] : []))];
        _chunks = service.GenerateAsync(request, _cancellation.Token).GetAsyncEnumerator();
        _next = _chunks.MoveNextAsync().AsTask();
    }

    public GenerateRequest Request { get; }

    /// <summary>By choice, what was emitted before included.</summary>
    public List<int>[] Outputs { get; }

    public List<TokenChunk> Received { get; } = [];

    public Dictionary<int, FinishReason> Finished { get; } = [];

    public Exception? Error { get; private set; }

    public bool HasEnded { get; private set; }

    public InferenceError? Refusal => (Error as InferenceException)?.Error;

    /// <summary>Reads what there is. Chunks that break the contract of positions fail the test.</summary>
    public void Read()
    {
        while (_next is { IsCompleted: true } next)
        {
            _next = null;
            if (!next.IsCompletedSuccessfully)
            {
                Error = next.Exception?.InnerException ?? new OperationCanceledException();
                HasEnded = true;
            }
            else if (next.Result)
            {
                Take(_chunks.Current);
                _next = _chunks.MoveNextAsync().AsTask();
            }
            else
            {
                HasEnded = true;
            }
        }
    }

    /// <summary>Waits for what cannot take long: the engine has done its part.</summary>
    public async Task ReadToEnd()
    {
        for (Read(); !HasEnded; Read()) await Task.WhenAny(_next!);
    }

    public void Cancel() => _cancellation.Cancel();

    public async ValueTask DisposeAsync()
    {
        if (_next is not null)
        {
            await _cancellation.CancelAsync();
            await Task.WhenAny(_next);
        }

        await _chunks.DisposeAsync();
        _cancellation.Dispose();
    }

    private void Take(TokenChunk chunk)
    {
        Received.Add(chunk);
        Assert.Equal(Request.Id, chunk.RequestId);
        Assert.False(Finished.ContainsKey(chunk.Choice), "A chunk came after the choice had ended.");
        Assert.Equal(Outputs[chunk.Choice].Count, chunk.Position);
        Outputs[chunk.Choice].AddRange(chunk.Tokens);
        if (chunk.FinishReason is { } reason) Finished.Add(chunk.Choice, reason);
    }
}
