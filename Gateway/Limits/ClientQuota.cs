namespace Inference.Gateway.Limits;

/// <summary>What one client may begin in a minute, and have in work at once.</summary>
internal sealed class ClientQuota(int? perMinute, int? atOnce, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<long> _begun = [];
    private int _running;

    /// <summary>Takes a request in; <see cref="Leave"/> when it is done. Otherwise says why not, and when it is worth trying again.</summary>
    public bool TryEnter(out string refusal, out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            while (_begun.TryPeek(out long first) && time.GetElapsedTime(first, now) >= Minute) _begun.Dequeue();
            if (_running >= atOnce)
            {
                (refusal, retryAfter) = ($"This key may have {atOnce} requests in work at once.", TimeSpan.FromSeconds(1));
                return false;
            }

            if (_begun.Count >= perMinute)
            {
                (refusal, retryAfter) = ($"This key may begin {perMinute} requests a minute.", Minute - time.GetElapsedTime(_begun.Peek(), now));
                return false;
            }

            if (perMinute is not null) _begun.Enqueue(now);
            _running++;
            (refusal, retryAfter) = ("", TimeSpan.Zero);
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock) _running--;
    }
}
