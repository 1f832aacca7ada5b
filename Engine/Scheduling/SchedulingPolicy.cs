namespace Inference.Engine.Scheduling;

/// <summary>Which of the waiting requests goes first, and which of the running ones is preempted last.</summary>
public enum SchedulingPolicy
{
    /// <summary>The one that came first; priorities are ignored.</summary>
    Fcfs,

    /// <summary>The one with the lowest <see cref="Contracts.GenerateRequest.Priority"/>, and among equals the one that came first.</summary>
    Priority,
}
