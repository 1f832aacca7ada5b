namespace Inference.Engine.Hosting;

/// <summary>
/// Counts requests between the door and the engine. Who they are is not known: not all that arrive came by the door. So that no miscount lasts, whoever has not arrived
/// after a while is not counted any more.
/// </summary>
internal sealed class OnTheWay(TimeProvider time)
{
    /// <summary>Parsing and encoding a prompt takes milliseconds, and a step no more than this where requests come fast.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _since = time.GetTimestamp();
    private int _early, _late;

    /// <summary>Takes one more in unless it is refused.</summary>
    /// <param name="refusal">Why it is, given the number of those on the way.</param>
    public T? EnterUnless<T>(Func<int, T?> refusal) where T : class
    {
        lock (_lock)
        {
            Forget();
            T? reason = refusal(_early + _late);
            if (reason is null) _late++;
            return reason;
        }
    }

    /// <summary>One has arrived, or will not.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_early > 0) _early--;
            else if (_late > 0) _late--;
        }
    }

    private void Forget()
    {
        TimeSpan passed = time.GetElapsedTime(_since);
        if (passed < Patience) return;
        (_early, _late) = (passed < 2 * Patience ? _late : 0, 0);
        _since = time.GetTimestamp();
    }
}
