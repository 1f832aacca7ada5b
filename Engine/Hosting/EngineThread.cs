using System.Threading.Channels;
using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Hosting;

/// <summary>
/// The thread that has the loop: between steps it does what its mailbox holds, and it sleeps while there is nothing to compute.
/// </summary>
internal sealed class EngineThread
{
    private readonly EngineLoop _loop;
    private readonly TimeProvider _time;
    private readonly Action<InferenceException> _onStopped;
    private readonly Channel<Action> _mailbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private bool _started, _stopping, _draining;
    private int _submitted;
    private long _steps;
    private long _lastProgress;

    /// <param name="loop">The loop; nobody else may touch it once the thread is started.</param>
    /// <param name="time">By which progress is measured.</param>
    /// <param name="stopped">Called on the thread when it is done with the loop, with what streams end in that are still open.</param>
    public EngineThread(EngineLoop loop, TimeProvider time, Action<InferenceException> stopped)
    {
        (_loop, _time, _onStopped) = (loop, time, stopped);
        _thread = new Thread(Run) { Name = "inference engine", IsBackground = true };
        NoteProgress();
    }

    public EngineProgress Progress
    {
        get
        {
            EngineLoad load = _loop.Load;
            bool hasWork = Volatile.Read(ref _submitted) > 0 || load.Running + load.Waiting > 0;
            return new EngineProgress(hasWork, new DateTimeOffset(Volatile.Read(ref _lastProgress), TimeSpan.Zero), Volatile.Read(ref _steps), load, _loop.LastFailure);
        }
    }

    public static InferenceException ShuttingDown() => new(InferenceError.Draining, "The engine is shutting down.");

    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>False where the thread has stopped or is about to.</summary>
    public bool TrySubmit(ActiveRequest request)
    {
        // Idleness is no lack of progress: what comes after it starts the clock anew.
        if (Interlocked.Increment(ref _submitted) == 1 && _loop.Load is { Running: 0, Waiting: 0 }) NoteProgress();
        if (Post(() => Accept(request))) return true;
        Interlocked.Decrement(ref _submitted);
        return false;
    }

    /// <summary>Has something done between two steps. False where the thread has stopped or is about to.</summary>
    public bool Post(Action action) => _mailbox.Writer.TryWrite(action);

    /// <summary>Asks something of the loop between two steps.</summary>
    /// <exception cref="InferenceException">The thread has stopped or is about to.</exception>
    public async Task<T> AskAsync<T>(Func<EngineLoop, T> question, CancellationToken cancellation)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(() => answer.TrySetResult(question(_loop)))) throw ShuttingDown();
        if (await Task.WhenAny(answer.Task, _stopped.Task).WaitAsync(cancellation).ConfigureAwait(false) != answer.Task) throw ShuttingDown();
        return await answer.Task.ConfigureAwait(false);
    }

    public Task DrainAsync()
    {
        Post(() => _draining = true);
        return Task.WhenAny(_drained.Task, _stopped.Task);
    }

    public Task StopAsync()
    {
        Post(() => _stopping = true);
        _mailbox.Writer.TryComplete();
        if (!_started)
        {
            _started = true;
            Run();
        }

        return _stopped.Task;
    }

    public bool Step()
    {
        ReadMail();
        if (_stopping) return false;
        _loop.Step();
        _steps++;
        NoteProgress();
        if (_draining && !_loop.HasWork) _drained.TrySetResult();
        return _loop.HasWork;
    }

    private void Run()
    {
        InferenceException end = ShuttingDown();
        try
        {
            while (!_stopping)
            {
                if (!Step()) Sleep();
            }
        }
        catch (Exception exception)
        {
            end = new InferenceException(InferenceError.EngineFailed, "The engine has failed and takes no more requests.", exception);
        }

        try
        {
            _mailbox.Writer.TryComplete();
            _draining = true;
            ReadMail();
            _loop.EndAll(FinishReason.Error, end);
        }
        catch (Exception exception)
        {
            end = new InferenceException(InferenceError.EngineFailed, "The engine has failed and takes no more requests.", exception);
        }

        _onStopped(end);
        _stopped.TrySetResult();
    }

    private void Sleep()
    {
        if (!_stopping) _mailbox.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
    }

    private void ReadMail()
    {
        while (_mailbox.Reader.TryRead(out Action? action)) action();
    }

    private void Accept(ActiveRequest request)
    {
        if (_draining || _stopping) _loop.Refuse(request, ShuttingDown());
        else _loop.Accept(request);
        Interlocked.Decrement(ref _submitted);
    }

    private void NoteProgress() => Volatile.Write(ref _lastProgress, _time.GetUtcNow().UtcTicks);
}
