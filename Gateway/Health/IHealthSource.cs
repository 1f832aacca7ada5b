namespace Inference.Gateway.Health;

/// <summary>Something whose state <c>/health</c> and <c>/ready</c> tell.</summary>
public interface IHealthSource
{
    /// <summary>How it is now; called from any thread.</summary>
    IEnumerable<EngineStatus> Statuses();
}
