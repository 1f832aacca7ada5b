using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Inference.Cluster.Resumption;

/// <summary>How often attempts end early, and of what.</summary>
internal sealed class ResumptionInstruments : IDisposable
{
    private readonly Meter _meter = new("Inference.Cluster");
    private readonly Counter<long> _attempts, _ends, _hedges;

    public ResumptionInstruments()
    {
        _attempts = _meter.CreateCounter<long>("inference:attempts", null, "Tries at requests, on any replica.");
        _ends = _meter.CreateCounter<long>("inference:attempts_lost", null, "Of these, those that did not come to their end, by reason.");
        _hedges = _meter.CreateCounter<long>("inference:attempts_hedged", null, "Second replicas asked beside a slow first one.");
    }

    public void Began() => _attempts.Add(1);

    public void Lost(AttemptEventKind why) => _ends.Add(1, new TagList { { "reason", why.ToString() } });

    public void Hedged() => _hedges.Add(1);

    public void Dispose() => _meter.Dispose();
}
