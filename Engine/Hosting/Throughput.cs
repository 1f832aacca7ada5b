namespace Inference.Engine.Hosting;

/// <summary>How many tokens an engine has computed a second of late. From it, how long those that wait will take.</summary>
internal sealed class Throughput
{
    /// <summary>Share of the average that is the latest step's, for each second that it took.</summary>
    private const double DecayPerSecond = 0.2;

    private double _tokensPerSecond;

    /// <summary>Zero until something was computed.</summary>
    public double TokensPerSecond => _tokensPerSecond;

    public void Record(int tokens, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds;
        if (seconds <= 0 || tokens <= 0) return;
        double now = tokens / seconds;
        double weight = _tokensPerSecond == 0 ? 1 : 1 - Math.Exp(-DecayPerSecond * seconds);
        _tokensPerSecond += weight * (now - _tokensPerSecond);
    }

    /// <summary>How long so many tokens take, where anything is known of it.</summary>
    public TimeSpan? TimeFor(long tokens)
    {
        if (_tokensPerSecond <= 0) return null;
        return TimeSpan.FromSeconds(Math.Min(tokens / _tokensPerSecond, TimeSpan.FromDays(1).TotalSeconds));
    }
}
