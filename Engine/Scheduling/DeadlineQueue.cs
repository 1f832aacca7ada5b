using System.Diagnostics.CodeAnalysis;

namespace Inference.Engine.Scheduling;

/// <summary>Requests by the time at which nobody wants their answer any more.</summary>
internal sealed class DeadlineQueue
{
    private readonly SortedSet<ActiveRequest> _requests = new(Comparer<ActiveRequest>.Create(static (x, y) =>
    {
        int order = Nullable.Compare(x.Request.Deadline, y.Request.Deadline);
        return order == 0 ? x.Arrival.CompareTo(y.Arrival) : order;
    }));

    public void Add(ActiveRequest request)
    {
        if (request.Request.Deadline is not null) _requests.Add(request);
    }

    public void Remove(ActiveRequest request) => _requests.Remove(request);

    public bool TryPeekExpired(DateTimeOffset now, [NotNullWhen(true)] out ActiveRequest? request)
    {
        request = _requests.Min;
        return request?.Request.Deadline <= now;
    }
}
