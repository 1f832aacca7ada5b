using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Responses;

/// <summary>Keeps the latest responses in memory, for each key its own: when there are too many or too much, the oldest go.</summary>
internal sealed class ResponseStore(GatewayOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Owner, string Id), LinkedListNode<Entry>> _byId = [];
    private readonly LinkedList<Entry> _byAge = [];
    private long _bytes;

    public void Add(int owner, string id, StoredResponse response)
    {
        lock (_lock)
        {
            if (response.Bytes > options.MaxStoredResponseBytes) return;
            if (_byId.TryGetValue((owner, id), out LinkedListNode<Entry>? same)) Remove(same);
            _byId.Add((owner, id), _byAge.AddLast(new Entry((owner, id), response)));
            _bytes += response.Bytes;
            while (_byAge.Count > options.MaxStoredResponses || _bytes > options.MaxStoredResponseBytes) Remove(_byAge.First!);
        }
    }

    /// <summary>Null where there is none of that id and owner.</summary>
    public StoredResponse? Find(int owner, string id)
    {
        lock (_lock) return _byId.TryGetValue((owner, id), out LinkedListNode<Entry>? found) ? found.Value.Response : null;
    }

    public bool Remove(int owner, string id)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue((owner, id), out LinkedListNode<Entry>? found)) return false;
            Remove(found);
            return true;
        }
    }

    /// <summary>Whose responses a request may see.</summary>
    public static int OwnerOf(HttpContext context) => context.Features.Get<Security.ClientKey>()?.Index ?? -1;

    public static ApiException NotFound(string id) =>
        new(ApiError.OfStatus(StatusCodes.Status404NotFound, $"Response with id '{id}' not found: it is not kept, or not any more."));

    private void Remove(LinkedListNode<Entry> entry)
    {
        _byAge.Remove(entry);
        _byId.Remove(entry.Value.Key);
        _bytes -= entry.Value.Response.Bytes;
    }

    private sealed record Entry((int Owner, string Id) Key, StoredResponse Response);
}
