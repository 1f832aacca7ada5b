using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Hosting;

/// <summary>Refuses requests that would only make the queue longer than it may be, or wait in it past their deadline.</summary>
internal sealed class QueueLimits(EngineOptions options, Throughput throughput, TimeProvider time)
{
    private static readonly TimeSpan LeastRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Why the request is refused, or null.</summary>
    public InferenceException? Refusal(ActiveRequest request, EngineLoad load)
    {
        TimeSpan? left = request.Request.Deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero) return new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed.");

        // Those for whom there is a place wait only for the next step.
        int queued = load.HasBacklog ? load.Waiting : Math.Max(0, load.Running + load.Waiting - options.MaxSequences);
        bool place = !load.HasBacklog && load.Running + load.Waiting < options.MaxSequences;
        if (!place && queued >= options.MaxQueuedRequests) return Overloaded($"{queued} requests wait already.", load);
        if (load.Waiting > 0 && load.WaitingTokens + request.Prompt.Length > options.MaxQueuedTokens) return Overloaded($"{load.WaitingTokens} tokens wait already.", load);
        if (!place && throughput.TimeFor(load.WaitingTokens) > left) return Overloaded("The request would wait past its deadline.", load);
        return null;
    }

    private InferenceException Overloaded(string reason, EngineLoad load)
    {
        TimeSpan wait = throughput.TimeFor(load.WaitingTokens) ?? LeastRetryAfter;
        return new InferenceException(InferenceError.Overloaded, "Too much is queued: " + reason)
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(wait.TotalSeconds, LeastRetryAfter.TotalSeconds))),
        };
    }
}
