using Inference.Cluster.Resumption;
using Inference.Cluster.Routing;

namespace Inference.Client.Models;

/// <summary>How a front uses the replicas of its models.</summary>
public sealed class ClusterClientOptions
{
    /// <summary>Names this front to the grains. Different for each process, and for each of its lives.</summary>
    public string Front { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    /// <summary>A replica that sends nothing for so long, not even heartbeats, is lost, and what it was doing goes on elsewhere. 1 s.</summary>
    public TimeSpan ReplicaPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause before a lost replica is tried again, twice as long each time that it does not answer, up to the longest. 0.25 s and 2 s.</summary>
    public TimeSpan ReconnectPause { get; set; } = TimeSpan.FromSeconds(0.25);

    public TimeSpan LongestReconnectPause { get; set; } = TimeSpan.FromSeconds(2);

    public RoutingOptions Routing { get; set; } = new();

    /// <summary>
    /// A process that is dead or frozen shows by <see cref="ReplicaPatience"/>; the patience here is for an engine that hangs in a process that lives, and is
    /// longer than the longest step of a large model on a slow machine.
    /// </summary>
    public ResumptionOptions Resumption { get; set; } = new()
    {
        FirstTokenPatience = TimeSpan.FromSeconds(5),
        InterTokenPatience = TimeSpan.FromSeconds(5),
        ProgressPatience = TimeSpan.FromSeconds(15),
    };
}
