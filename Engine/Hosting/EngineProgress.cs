namespace Inference.Engine.Hosting;

/// <summary>By what an engine shows that it gets on. A health check knows from it an engine that hangs from one that has nothing to do.</summary>
/// <param name="HasWork">Whether requests were submitted that have not ended, as of now.</param>
/// <param name="LastProgress">When a step last ended, or else when work came after there was none.</param>
/// <param name="StepsEnded">Steps since the engine began.</param>
/// <param name="Load">What it was busy with then.</param>
/// <param name="LastFailure">What the latest step that failed has thrown; null where none has.</param>
public sealed record EngineProgress(bool HasWork, DateTimeOffset LastProgress, long StepsEnded, EngineLoad Load, Exception? LastFailure)
{
    /// <summary>Whether there is work and no step has ended for so long.</summary>
    public bool IsStalled(DateTimeOffset now, TimeSpan patience) => HasWork && now - LastProgress > patience;
}
