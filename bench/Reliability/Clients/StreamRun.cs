using Inference.Bench.Reliability.Requests;

namespace Inference.Bench.Reliability.Clients;

/// <summary>One stream from its request to its end, over however many connections.</summary>
internal sealed class StreamRun(StreamSpec spec)
{
    public StreamSpec Spec => spec;

    public StreamOutput Output { get; set; } = new();

    /// <summary>When each event came, in milliseconds of one clock for all.</summary>
    public List<double> Times { get; } = [];

    public double BeganAt { get; init; }

    /// <summary>Connections that ended before the stream did.</summary>
    public int Breaks { get; set; }

    /// <summary>Times that a front put the client off.</summary>
    public int PutOff { get; set; }

    /// <summary>Why it did not come to its end; null: it did.</summary>
    public string? Failure { get; set; }

    public double FirstMs => Times.Count == 0 ? double.NaN : Times[0] - BeganAt;

    /// <summary>The longest time between two events that overlaps with these bounds, and when it began; 0 where there is none.</summary>
    public (double Gap, double At) LongestGap(double from, double to) =>
        Times.Skip(1).Zip(Times, (later, earlier) => (Gap: later - earlier, At: earlier)).Where(entry => entry.At + entry.Gap >= from && entry.At <= to).DefaultIfEmpty().MaxBy(entry => entry.Gap);

    /// <summary>Whether it had begun, and had not ended, at a moment.</summary>
    public bool RanAt(double moment) => Times.Count > 0 && Times[0] <= moment && Times[^1] >= moment;
}
