namespace Inference.Cluster.Autoscaling;

/// <summary>
/// Decides how many replicas a model is to have: by the signal that is furthest above its target, in proportion, as Kubernetes'
/// autoscaler does. Up at once, down when the peak of the last minutes allows it. Not for several threads.
/// </summary>
public sealed class Autoscaler
{
    private readonly AutoscaleOptions _options;
    private readonly TimeProvider _time;
    private readonly List<(long At, int Wanted)> _history = [];

    /// <param name="options">Read once.</param>
    /// <param name="time">By which stabilization is measured.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public Autoscaler(AutoscaleOptions options, TimeProvider time)
    {
        options.ThrowIfInvalid();
        (_options, _time) = (options, time);
    }

    /// <summary>The latest decision, for metrics.</summary>
    public AutoscaleDecision? Last { get; private set; }

    public AutoscaleDecision Decide(AutoscaleObservation observed)
    {
        (double ratio, string signal) = Loudest(observed);
        int now = Math.Max(observed.Replicas, 1);
        int wanted = Math.Abs(ratio - 1) <= _options.Tolerance ? now : (int)Math.Ceiling(now * Math.Min(ratio, _options.MaxGrowth));
        wanted = Math.Clamp(wanted, _options.MinReplicas, _options.MaxReplicas);

        // Who has just begun knows of no peak: what there is may be needed.
        if (_history.Count == 0) _history.Add((_time.GetTimestamp(), now));
        TimeSpan longest = _options.DownStabilization > _options.UpStabilization ? _options.DownStabilization : _options.UpStabilization;
        _history.RemoveAll(entry => _time.GetElapsedTime(entry.At) > longest);
        _history.Add((_time.GetTimestamp(), wanted));
        int peak = Within(_options.DownStabilization).Max(), trough = _options.UpStabilization > TimeSpan.Zero ? Within(_options.UpStabilization).Min() : wanted;

        int replicas = wanted < now ? Math.Min(now, peak) : Math.Max(now, Math.Min(trough, wanted));
        replicas = Math.Clamp(replicas, _options.MinReplicas, _options.MaxReplicas);
        return Last = new AutoscaleDecision(replicas, replicas == wanted ? $"{signal} is at {ratio:P0} of its target" : $"{signal} asks for {wanted}; it is not yet for long enough");
    }

    private (double Ratio, string Signal) Loudest(AutoscaleObservation observed)
    {
        // With little in the queue, a slow first token is the prompt's length and no shortage of replicas.
        double queue = observed.QueuedTokens / (_options.QueuedTokensPerReplica * Math.Max(observed.Replicas, 1));
        double firstToken = queue >= 0.1 && observed.FirstTokenP90 is { } p90 ? p90 / _options.FirstTokenObjective : 0;
        return new[] { (queue, "the queue"), (firstToken, "the time to first token"), (observed.CacheUse / _options.CacheUse, "the use of the caches") }.Max();
    }

    private IEnumerable<int> Within(TimeSpan time) => _history.Where(entry => _time.GetElapsedTime(entry.At) <= time).Select(entry => entry.Wanted);
}
