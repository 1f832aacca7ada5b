namespace Inference.Cluster.Admission;

/// <summary>How many tokens come to their end in a second, as of late, while there is more to do than fits: else it would tell the demand.</summary>
internal sealed class ServiceRate(TimeProvider time)
{
    private const double MemorySeconds = 30, LeastSeconds = 1;
    private double _tokens, _seconds;
    private long _last = time.GetTimestamp();

    /// <param name="tokens">That came to their end now.</param>
    /// <param name="saturated">Whether there was more to do since the last call.</param>
    public void Record(long tokens, bool saturated)
    {
        double passed = time.GetElapsedTime(_last).TotalSeconds;
        _last = time.GetTimestamp();
        if (!saturated) return;
        double kept = Math.Exp(-passed / MemorySeconds);
        _tokens = (_tokens * kept) + tokens;
        _seconds = (_seconds * kept) + passed;
    }

    /// <summary>How long so many tokens take; zero where it is not known yet.</summary>
    public TimeSpan TimeFor(double tokens) => _tokens <= 0 || _seconds < LeastSeconds ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(tokens * _seconds / _tokens, 3600));
}
