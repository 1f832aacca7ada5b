namespace Inference.LoadTests.Running;

/// <summary>A <see cref="LiveTally"/> at one moment; latencies in milliseconds.</summary>
internal readonly record struct TallyView(int Sent, int Completed, int Refused, int Failed, long Tokens, double? FirstTokenP50, double? FirstTokenP99, double? EndToEndP50)
{
    public int InFlight => Sent - Completed - Refused - Failed;
}
