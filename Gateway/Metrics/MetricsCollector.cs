using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Inference.Gateway.Metrics;

/// <summary>
/// Listens to the meters of this product, and writes what they measured as Prometheus' text. It counts from its construction on,
/// so it is made before what it is to listen to.
/// </summary>
public sealed class MetricsCollector : IDisposable
{
    private const string Meters = "Inference.";

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = [];
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    /// <param name="listensTo">Which meters of the product; null: all in the process.</param>
    public MetricsCollector(Func<Meter, bool>? listensTo = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith(Meters, StringComparison.Ordinal) || listensTo?.Invoke(instrument.Meter) == false) return;
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static key => new MetricFamily(key)));
        };
        _listener.MeasurementsCompleted = (instrument, _) => _families.Remove(instrument, out MetricFamily? _);
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Everything as of now.</summary>
    public string Read()
    {
        StringBuilder output = new();
        lock (_reading)
        {
            foreach ((Instrument instrument, MetricFamily family) in _families)
            {
                if (instrument.IsObservable) family.Forget();
            }

            _listener.RecordObservableInstruments();
            foreach (IGrouping<string, MetricFamily> same in _families.Values.GroupBy(family => family.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                output.Append("# HELP ").Append(same.Key).Append(' ').Append(same.First().Help).Append('\n');
                output.Append("# TYPE ").Append(same.Key).Append(' ').Append(same.First().Kind).Append('\n');
                foreach (MetricFamily family in same) family.Write(output);
            }
        }

        return output.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
