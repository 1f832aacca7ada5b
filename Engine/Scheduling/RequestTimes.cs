namespace Inference.Engine.Scheduling;

/// <summary>Time stamps of a request's way through the engine.</summary>
internal sealed class RequestTimes
{
    public long Arrived { get; set; }

    /// <summary>When it first ran.</summary>
    public long? Scheduled { get; set; }

    public long? FirstToken { get; set; }

    public long? LastToken { get; set; }
}
