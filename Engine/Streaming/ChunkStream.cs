using System.Threading.Channels;
using Inference.Contracts;

namespace Inference.Engine.Streaming;

/// <summary>
/// The stream by which a request's chunks leave the engine. Its reader is woken at most once an interval, if it wants that: the first chunk of each choice, its last one, and
/// whatever comes later than an interval after the one before, it gets at once; others wait, and come together.
/// </summary>
/// <param name="interval">While many streams run. Zero: every chunk comes at once.</param>
/// <param name="pacer">Tells how long it is now, and when to let go of what waits.</param>
internal sealed class ChunkStream(TimeSpan interval, StreamPacer pacer)
{
    // A reader that does not keep up must not hold up the step, and its code must not run on the engine's thread.
    private readonly Channel<TokenChunk> _ready = Channel.CreateUnbounded<TokenChunk>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly Lock _lock = new();
    private readonly Queue<TokenChunk> _held = [];
    private bool _isTold;
    private long? _wokenAt;
    private long _wokenIn;

    public ChannelReader<TokenChunk> Reader => _ready.Reader;

    /// <summary>Only on the engine's thread.</summary>
    public void Send(TokenChunk chunk)
    {
        if (interval == TimeSpan.Zero)
        {
            _ready.Writer.TryWrite(chunk);
            return;
        }

        lock (_lock)
        {
            _held.Enqueue(chunk);
            if (chunk.Position == 0 || chunk.FinishReason is not null || IsDue())
            {
                Release();
            }
            else if (!_isTold)
            {
                _isTold = true;
                pacer.Hold(this, pacer.Wait(interval));
            }
        }
    }

    /// <summary>The time has come to hand over what waits.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            _isTold = false;
            Release();
        }
    }

    /// <summary>Nothing comes any more. Only the first end counts.</summary>
    public void End(Exception? error)
    {
        lock (_lock)
        {
            Release();
            _ready.Writer.TryComplete(error);
        }
    }

    /// <summary>Whether the reader has been left alone for an interval, or was woken for what this very step has made.</summary>
    private bool IsDue() => _wokenAt is not { } at || _wokenIn == pacer.Step || pacer.Since(at) >= pacer.Wait(interval);

    private void Release()
    {
        if (_held.Count == 0) return;
        (_wokenAt, _wokenIn) = (pacer.Timestamp(), pacer.Step);
        while (_held.TryDequeue(out TokenChunk? chunk)) _ready.Writer.TryWrite(chunk);
    }
}
