using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>
/// Remembers during which requests replicas died. Those that share a replica with a deadly request are counted too, once;
/// an answer that comes to its end clears them. For any thread.
/// </summary>
public sealed class Quarantine(int maxDeaths, TimeSpan memory, TimeProvider time)
{
    private const int MostRemembered = 65_536;
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, (HashSet<object> Deaths, long Last)> _suspects = [];

    /// <exception cref="InferenceException">Too many replicas died during requests like this one.</exception>
    public void ThrowIfHeld(UInt128 fingerprint)
    {
        lock (_lock)
        {
            if (!_suspects.TryGetValue(fingerprint, out var suspect) || suspect.Deaths.Count < maxDeaths) return;
            if (time.GetElapsedTime(suspect.Last) < memory) throw Refusal(suspect.Deaths.Count);
            _suspects.Remove(fingerprint);
        }
    }

    /// <summary>Whether replicas died of late during requests like this one.</summary>
    public bool IsSuspect(UInt128 fingerprint)
    {
        lock (_lock) return _suspects.TryGetValue(fingerprint, out var suspect) && time.GetElapsedTime(suspect.Last) < memory;
    }

    /// <summary>A replica died during a request.</summary>
    /// <param name="fingerprint">Of the request.</param>
    /// <param name="life">Of the replica: a death counts once, however many attempts end with it.</param>
    /// <exception cref="InferenceException">It was one too many.</exception>
    public void RecordDeath(UInt128 fingerprint, object life)
    {
        lock (_lock)
        {
            if (_suspects.Count >= MostRemembered) Forget();
            HashSet<object> deaths = _suspects.TryGetValue(fingerprint, out var suspect) && time.GetElapsedTime(suspect.Last) < memory ? suspect.Deaths : [];
            deaths.Add(life);
            _suspects[fingerprint] = (deaths, time.GetTimestamp());
            if (deaths.Count >= maxDeaths) throw Refusal(deaths.Count);
        }
    }

    public void RecordSuccess(UInt128 fingerprint)
    {
        lock (_lock) _suspects.Remove(fingerprint);
    }

    private void Forget()
    {
        foreach ((UInt128 old, _) in _suspects.OrderBy(suspect => suspect.Value.Last).Take(MostRemembered / 2).ToArray()) _suspects.Remove(old);
    }

    private static InferenceException Refusal(int deaths) => new(
        InferenceError.Quarantined, $"{deaths} replicas died while they worked on this request. It is refused, so that no more do.");
}
