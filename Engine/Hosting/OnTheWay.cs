namespace Inference.Engine.Hosting;

/// <summary>Counts requests between the door and the engine. Whoever takes too long, such as a client that sends its request slowly, is not counted any more.</summary>
internal sealed class OnTheWay(TimeProvider time)
{
    /// <summary>Parsing and encoding a prompt takes milliseconds, and a step no more than this where requests come fast.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly AsyncLocal<DoorPass?> _current = new();
    private long _since = time.GetTimestamp(), _window;
    private int _early, _late;

    /// <summary>By which the caller was let in; null where it came by another way.</summary>
    public DoorPass? Current => _current.Value;

    /// <summary>Takes one more in unless it is refused.</summary>
    /// <param name="refusal">Why it is, given the number of those on the way.</param>
    /// <param name="pass">What it leaves by; the caller's from now on. Null where it is refused.</param>
    public T? EnterUnless<T>(Func<int, T?> refusal, out DoorPass? pass) where T : class
    {
        lock (_lock)
        {
            Forget();
            T? reason = refusal(_early + _late);
            pass = reason is null ? new DoorPass(this, _window) : null;
            if (reason is null) _late++;
            _current.Value = pass;
            return reason;
        }
    }

    /// <summary>One has arrived, or will not.</summary>
    /// <param name="window">In which it was let in.</param>
    public void Leave(long window)
    {
        lock (_lock)
        {
            if (window == _window) _late--;
            else if (window == _window - 1) _early--;
        }
    }

    private void Forget()
    {
        TimeSpan passed = time.GetElapsedTime(_since);
        if (passed < Patience) return;
        bool isNext = passed < 2 * Patience;
        (_early, _late) = (isNext ? _late : 0, 0);
        _window += isNext ? 1 : 2;
        _since = time.GetTimestamp();
    }
}
