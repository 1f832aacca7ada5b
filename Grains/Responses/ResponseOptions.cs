namespace Inference.Grains.Responses;

/// <summary>How long streamed responses are remembered.</summary>
public sealed class ResponseOptions
{
    /// <summary>From the request on. 10 minutes.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromMinutes(10);
}
