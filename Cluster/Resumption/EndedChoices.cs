using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>The choices of a request of which nobody wants more: told to the replica that works on it, and to each one that takes it up.</summary>
internal sealed class EndedChoices(string requestId)
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _choices = [];
    private ITokenService? _replica;

    public void Add(int choice)
    {
        ITokenService? replica;
        lock (_lock)
        {
            if (!_choices.Add(choice)) return;
            replica = _replica;
        }

        replica?.EndChoice(requestId, choice);
    }

    /// <summary>From now on, this replica works on the request.</summary>
    public void TellTo(ITokenService replica)
    {
        int[] choices;
        lock (_lock) (_replica, choices) = (replica, [.. _choices]);
        foreach (int choice in choices) replica.EndChoice(requestId, choice);
    }
}
