using Inference.Cluster.Reattachment;
using Inference.Contracts;

namespace Inference.Simulation.Checks;

/// <summary>A journal that takes its time, and shows the checks which request each response was computed from.</summary>
internal sealed class ObservedJournal(TimeProvider time) : IRequestJournal
{
    private readonly InMemoryJournal _journal = new(TimeSpan.FromHours(1), 10_000, time);
    private readonly Dictionary<string, GenerateRequest> _requests = [];

    public GenerateRequest RequestOf(string responseId) => _requests[responseId];

    public async ValueTask WriteAsync(RequestRecord record, CancellationToken cancellation = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(2), time, cancellation);
        await _journal.WriteAsync(record, cancellation);
        _requests.Add(record.ResponseId, record.Request);
    }

    public async ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(2), time, cancellation);
        return await _journal.TakeOverAsync(responseId, tenant, cancellation);
    }
}
