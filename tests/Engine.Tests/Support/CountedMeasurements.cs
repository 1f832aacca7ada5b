using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Inference.Engine.Hosting;

namespace Inference.Engine.Tests.Support;

/// <summary>Sums of what engines have measured, by instrument and tag.</summary>
internal sealed class CountedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = [];
    private readonly ConcurrentDictionary<string, long> _counts = [];

    /// <summary>The sum of an instrument's measurements, or of those with a tag: "name{value}".</summary>
    public double this[string name] => _sums.GetValueOrDefault(name);

    public ICollection<string> Names => _counts.Keys;

    /// <summary>How often an instrument has measured.</summary>
    public long Count(string name) => _counts.GetValueOrDefault(name);

    public void Watch(InferenceEngine engine)
    {
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == engine.Loop.Instruments.Meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.Start();
    }

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        _counts.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1);
        foreach (KeyValuePair<string, object?> tag in tags) _sums.AddOrUpdate($"{instrument.Name}{{{tag.Value}}}", value, (_, sum) => sum + value);
    }
}
