namespace Inference.Cluster.Routing;

/// <summary>Routes requests over a directory's latest table, and counts what it sends where until the replicas report it themselves. For any thread.</summary>
public sealed class RequestRouter
{
    private readonly RoutingDirectory _directory;
    private readonly IRoutingPolicy _policy;
    private readonly int _runningWeight;
    private readonly Lock _lock = new();
    private RoutingView _view;

    /// <param name="directory">The model's replicas.</param>
    /// <param name="options">Read once.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public RequestRouter(RoutingDirectory directory, RoutingOptions options)
    {
        (_directory, _policy, _runningWeight) = (directory, RoutingPolicies.Create(options), options.RunningWeight);
        _view = RoutingView.Of(directory.Current, null, _runningWeight);
    }

    /// <summary>The slot that a request goes to, in the table that comes with it; −1 where no replica takes it.</summary>
    public int Route(in RoutingQuery query, out RoutingTable table)
    {
        RoutingView view = View();
        table = view.Table;
        int slot = _policy.Choose(view, query);
        if (slot >= 0) Interlocked.Add(ref view.Load[slot], query.PromptTokens + _runningWeight);
        return slot;
    }

    private RoutingView View()
    {
        RoutingView view = Volatile.Read(ref _view);
        return ReferenceEquals(view.Table, _directory.Current) ? view : Renew();
    }

    private RoutingView Renew()
    {
        lock (_lock)
        {
            RoutingTable table = _directory.Current;
            if (!ReferenceEquals(_view.Table, table)) Volatile.Write(ref _view, RoutingView.Of(table, _view, _runningWeight));
            return _view;
        }
    }
}
