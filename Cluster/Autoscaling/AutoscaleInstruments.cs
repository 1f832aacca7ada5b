using System.Diagnostics.Metrics;

namespace Inference.Cluster.Autoscaling;

/// <summary>Exports what an autoscaler wants, for HPA or KEDA to do.</summary>
public sealed class AutoscaleInstruments : IDisposable
{
    private readonly Meter _meter;

    /// <param name="model">The model's name.</param>
    /// <param name="autoscaler">Whose latest decision is shown.</param>
    public AutoscaleInstruments(string model, Autoscaler autoscaler)
    {
        _meter = new Meter(new MeterOptions("Inference.Cluster") { Tags = [new("model_name", model)] });
        _meter.CreateObservableGauge("inference:desired_replicas", () => autoscaler.Last is { } last ? [new Measurement<int>(last.Replicas)] : Array.Empty<Measurement<int>>(), null, "Replicas that the model should have.");
    }

    public void Dispose() => _meter.Dispose();
}
