using Inference.Cluster.Autoscaling;

namespace Inference.Grains.Models;

/// <summary>How models are looked after.</summary>
public sealed class ModelGrainOptions
{
    /// <summary>How often the nodes are asked and replicas started or drained. 0.5 s.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a front waits for a change of its view. 5 s.</summary>
    public TimeSpan ViewPatience { get; set; } = TimeSpan.FromSeconds(5);

    public AutoscaleOptions Autoscale { get; set; } = new();
}
