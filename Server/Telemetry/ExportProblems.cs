using System.Diagnostics.Tracing;
using System.Globalization;

namespace Inference.Server.Telemetry;

/// <summary>
/// Hears from the exporter when traces cannot be sent, and tells the first time, and from then on once a minute at most: an endpoint that is down
/// stays down for a while.
/// </summary>
/// <param name="tell">Takes one line.</param>
/// <param name="time">The system's unless given.</param>
internal sealed class ExportProblems(Action<string> tell, TimeProvider? time = null) : EventListener
{
    private const string ExporterSource = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private long? _told;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterSource) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            if (_told is { } told && _time.GetElapsedTime(told, now) < Interval) return;
            _told = now;
        }

        string text = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? eventData.EventName ?? "", [.. eventData.Payload ?? []]);
        tell("traces could not be sent: " + text.Split('\n')[0].TrimEnd());
    }
}
