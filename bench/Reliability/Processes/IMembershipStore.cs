namespace Inference.Bench.Reliability.Processes;

/// <summary>Where silos find each other: a process of its own, on the loopback address.</summary>
internal interface IMembershipStore : IAsyncDisposable
{
    /// <summary>As <c>--membership</c> calls it.</summary>
    string Kind { get; }

    string Connection { get; }

    /// <summary>Starts it, the first time or again over the same data.</summary>
    Task StartAsync();

    /// <summary>Ends it at once.</summary>
    Task StopAsync();
}
