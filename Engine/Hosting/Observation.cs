using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Hosting;

/// <summary>Takes a snapshot of an engine, on its thread.</summary>
internal static class Observation
{
    public static EngineSnapshot Of(Scheduler scheduler, EngineInstruments instruments, TimeProvider time)
    {
        EngineLoad load = scheduler.Load;
        long now = time.GetTimestamp();
        return new EngineSnapshot
        {
            Running = load.Running,
            Waiting = load.Waiting,
            Requests = [.. scheduler.Requests.OrderBy(request => request.Arrival).Select(request => Of(request, time.GetElapsedTime(request.Times.Arrived, now)))],
            Blocks = scheduler.BlockUses(),
            PrefixQueries = instruments.PrefixQueries,
            PrefixHits = instruments.PrefixHits,
            Preemptions = instruments.Preemptions,
        };
    }

    private static RequestSnapshot Of(ActiveRequest request, TimeSpan age) => new(
        request.Request.Id, PhaseOf(request), request.Prompt.Length, request.CachedTokens ?? 0, request.OutputTokens, request.Request.Sampling.N, age, request.Request.Priority);

    private static RequestPhase PhaseOf(ActiveRequest request)
    {
        if (request.Times.Scheduled is null) return RequestPhase.Waiting;
        if (!request.Sequences.Any(sequence => sequence.State == SequenceState.Running)) return RequestPhase.Preempted;
        return request.Times.FirstToken is null ? RequestPhase.Prefill : RequestPhase.Decode;
    }
}
