using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Hosting;

/// <summary>Refuses requests that would only make the queue longer than it may be, or wait in it past their deadline.</summary>
internal sealed class QueueLimits(EngineOptions options, Throughput throughput, ServiceTime service, TimeProvider time)
{
    private static readonly TimeSpan LeastRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Why the request is refused, or null.</summary>
    public InferenceException? Refusal(ActiveRequest request, EngineLoad load)
    {
        TimeSpan? left = request.Request.Deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero) return new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed.");

        if (load.Waiting > 0 && load.WaitingTokens + request.Prompt.Length > options.MaxQueuedTokens) return Overloaded($"{load.WaitingTokens} tokens wait already.", QueueOf(load).Wait);
        if (QueueOf(load).Wait is { } wait && wait > left) return Overloaded("The request would wait past its deadline.", wait);
        return AtDoor(load);
    }

    /// <summary>Why any request would be refused now, whatever it asks for, or null. May be asked from any thread: then it is as good as the load that it is told.</summary>
    /// <param name="load">What the engine is known to be busy with.</param>
    /// <param name="onTheWay">Requests that will be in the queue before it, and are not yet.</param>
    public InferenceException? AtDoor(EngineLoad load, int onTheWay = 0)
    {
        (int queued, bool place, TimeSpan? wait) = QueueOf(load, onTheWay);
        if (!place && queued >= options.MaxQueuedRequests) return Overloaded($"{queued} requests wait already.", wait);
        if (wait > options.MaxQueueWait) return Overloaded($"The request would wait about {wait.Value.TotalSeconds:0.0} s.", wait);
        return null;
    }

    /// <summary>Those for whom there is a place wait only for the next step.</summary>
    private (int Queued, bool Place, TimeSpan? Wait) QueueOf(EngineLoad load, int onTheWay = 0)
    {
        int waiting = load.Waiting + onTheWay;
        int queued = load.HasBacklog ? waiting : Math.Max(0, load.Running + waiting - options.MaxSequences);
        bool place = !load.HasBacklog && load.Running + waiting < options.MaxSequences;
        return (queued, place, place ? TimeSpan.Zero : WaitOf(queued + 1, load));
    }

    /// <summary>
    /// What is known of it: the prompts before have to be read, and before each place stands somebody who has not ended. The tokens of answers to come are
    /// nowhere but in how long requests have taken.
    /// </summary>
    private TimeSpan? WaitOf(int queued, EngineLoad load)
    {
        TimeSpan? prompts = throughput.TimeFor(load.WaitingTokens), places = service.WaitFor(queued, load.HasBacklog ? load.Running : options.MaxSequences);
        return places is null || prompts > places ? prompts : places;
    }

    private static InferenceException Overloaded(string reason, TimeSpan? expected)
    {
        TimeSpan wait = expected ?? LeastRetryAfter;
        return new InferenceException(InferenceError.Overloaded, "Too much is queued: " + reason)
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(wait.TotalSeconds, LeastRetryAfter.TotalSeconds))),
        };
    }
}
