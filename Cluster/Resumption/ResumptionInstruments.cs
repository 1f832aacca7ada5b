using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Inference.Cluster.Resumption;

/// <summary>How often attempts end early, and of what.</summary>
internal sealed class ResumptionInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _attempts, _ends, _hedges;

    /// <param name="model">Whose requests; null: nobody says.</param>
    /// <param name="version">Of the model.</param>
    public ResumptionInstruments(string? model, string? version)
    {
        // Two services of one process with the same labels could not be told apart, and would spoil the page that shows both.
        _meter = new Meter(new MeterOptions("Inference.Cluster") { Tags = model is null ? null : [new("model_name", model), new("version", version ?? "")] });
        _attempts = _meter.CreateCounter<long>("inference:attempts", null, "Tries at requests, on any replica.");
        _ends = _meter.CreateCounter<long>("inference:attempts_lost", null, "Of these, those that did not come to their end, by reason.");
        _hedges = _meter.CreateCounter<long>("inference:attempts_hedged", null, "Second replicas asked beside a slow first one.");

        // What begins with the first event cannot be seen to have grown by it.
        _attempts.Add(0);
        _hedges.Add(0);
        foreach (AttemptEventKind why in Enum.GetValues<AttemptEventKind>())
        {
            if (why != AttemptEventKind.Chunk) _ends.Add(0, TagOf(why));
        }
    }

    public void Began() => _attempts.Add(1);

    public void Lost(AttemptEventKind why) => _ends.Add(1, TagOf(why));

    public void Hedged() => _hedges.Add(1);

    public void Dispose() => _meter.Dispose();

    private static TagList TagOf(AttemptEventKind why) => new() { { "reason", why.ToString() } };
}
