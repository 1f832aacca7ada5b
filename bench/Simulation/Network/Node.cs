using Inference.Simulation.Time;

namespace Inference.Simulation.Network;

/// <summary>A process on a machine, from its start to its end. One that starts again under the same name is another node.</summary>
internal class Node(string name, long incarnation, NodeClock clock)
{
    public string Name => name;

    public long Incarnation => incarnation;

    public NodeClock Clock => clock;

    public bool IsUp => !clock.IsDead;
}
