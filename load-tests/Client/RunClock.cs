namespace Inference.LoadTests.Client;

/// <summary>Time since a run began.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(_begun);

    /// <summary>Waits for a moment of the run; done at once where it is past.</summary>
    public Task WaitUntilAsync(TimeSpan moment, CancellationToken cancellation)
    {
        TimeSpan left = moment - Now;
        // Timers cut what they are given to whole milliseconds, and nobody is to come early.
        return left <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellation);
    }
}
