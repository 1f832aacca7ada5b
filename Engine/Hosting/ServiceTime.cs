namespace Inference.Engine.Hosting;

/// <summary>How long requests take of late, from when they first run to their end. From it, how long a place among those that run is waited for.</summary>
internal sealed class ServiceTime
{
    /// <summary>Share of the average that is the latest request's, once there were some.</summary>
    private const double Weight = 0.05;

    private double _seconds;
    private long _count;

    public void Record(TimeSpan time)
    {
        _count++;
        _seconds += Math.Max(Weight, 1.0 / _count) * (time.TotalSeconds - _seconds);
    }

    /// <summary>
    /// How long the last of a queue waits, where anything is known of it: each place becomes free once in the time that a request takes.
    /// </summary>
    /// <param name="queued">Those who wait, the last one too.</param>
    /// <param name="places">Those who run.</param>
    public TimeSpan? WaitFor(int queued, int places)
    {
        if (_count == 0) return null;
        return TimeSpan.FromSeconds(Math.Min(_seconds * queued / Math.Max(1, places), TimeSpan.FromDays(1).TotalSeconds));
    }
}
