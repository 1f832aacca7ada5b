using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Inference.Contracts;

namespace Inference.Bench.Service;

/// <summary>Gives every stream a token at each step from a thread of its own, as an engine does.</summary>
internal sealed class StepScript : ITokenService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Channel<int>, bool> _streams = [];
    private readonly TimeSpan _step;
    private readonly Thread _thread;
    private volatile bool _ends;

    public StepScript(TimeSpan step)
    {
        _step = step;
        _thread = new Thread(Run) { Name = "inference engine", IsBackground = true };
        _thread.Start();
    }

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<int> tokens = Channel.CreateUnbounded<int>();
        if (_step == TimeSpan.Zero) tokens.Writer.TryWrite(100);
        else _streams.TryAdd(tokens, true);
        try
        {
            int most = request.Sampling.MaxTokens ?? 16;
            for (int position = 0; position < most; position++)
            {
                int token = await tokens.Reader.ReadAsync(cancellationToken);
                yield return new TokenChunk
                {
                    RequestId = request.Id, Choice = 0, Position = position, Tokens = [token], FinishReason = position == most - 1 ? FinishReason.Length : null,
                };
            }
        }
        finally
        {
            _streams.TryRemove(tokens, out _);
        }
    }

    public ValueTask DisposeAsync()
    {
        _ends = true;
        _thread.Join();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        for (int token = 0; !_ends; token++)
        {
            Thread.Sleep(_step == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : _step);
            foreach ((Channel<int> stream, _) in _streams) stream.Writer.TryWrite(300 + (token % 1000));
        }
    }
}
