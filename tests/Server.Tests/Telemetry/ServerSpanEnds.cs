using System.Collections.Concurrent;
using System.Diagnostics;
using Inference.Gateway.Hosting;

namespace Inference.Server.Tests.Telemetry;

/// <summary>
/// Tells when the span of an HTTP request has ended, which is after its client has the answer. Made after the export of traces, it hears of each
/// end after the export has.
/// </summary>
internal sealed class ServerSpanEnds : IDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ends = [];
    private readonly ActivityListener _listener;

    public ServerSpanEnds()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStopped = activity => EndOf(activity.TraceId.ToHexString()).TrySetResult(),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task Of(string trace) => EndOf(trace).Task;

    public void Dispose() => _listener.Dispose();

    private TaskCompletionSource EndOf(string trace) => _ends.GetOrAdd(trace, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
