namespace Inference.Engine.Constraints.Automata;

/// <summary>Where a node goes on some bytes, or behind a call.</summary>
internal readonly record struct ByteEdge(byte First, byte Last, int To);

/// <inheritdoc cref="ByteEdge"/>
internal readonly record struct CallEdge(int Rule, int To);

/// <summary>A place in a rule. On each byte there is at most one way on, besides those that calls open.</summary>
internal sealed class DfaNode(bool accepts, ByteEdge[] bytes, CallEdge[] calls)
{
    /// <summary>Whether the rule may end here.</summary>
    public bool Accepts => accepts;

    /// <summary>Ascending.</summary>
    public ByteEdge[] Bytes { get; set; } = bytes;

    public CallEdge[] Calls { get; set; } = calls;

    public bool IsEnd => Accepts && Bytes.Length + Calls.Length == 0;

    /// <summary>The next node, or −1.</summary>
    public int Step(int value)
    {
        foreach (ByteEdge edge in Bytes)
        {
            if (value <= edge.Last) return value >= edge.First ? edge.To : -1;
        }

        return -1;
    }
}
