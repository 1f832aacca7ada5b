using Inference.Simulation.Time;

namespace Inference.Simulation.Network;

/// <summary>Carries messages between nodes: late, twice, out of order, or not at all.</summary>
internal sealed class SimulatedNetwork(VirtualTime time, Random random)
{
    private readonly HashSet<(string, string)> _cut = [];

    public double Loss { get; set; }

    public double Doubling { get; set; }

    /// <summary>Of messages that take much longer than others.</summary>
    public double Stragglers { get; set; }

    public TimeSpan Jitter { get; set; } = TimeSpan.FromMilliseconds(1);

    public void Send(Node from, Node to, Action deliver)
    {
        if (!from.IsUp || random.NextDouble() < Loss) return;
        for (int copies = random.NextDouble() < Doubling ? 2 : 1; copies > 0; copies--)
        {
            TimeSpan delay = TimeSpan.FromMilliseconds(0.2) + (Jitter * random.NextDouble());
            if (random.NextDouble() < Stragglers) delay += TimeSpan.FromSeconds(2 * random.NextDouble());
            time.After(delay, () =>
            {
                if (!_cut.Contains((from.Name, to.Name))) to.Clock.Do(deliver);
            });
        }
    }

    public void Cut(string one, string other)
    {
        _cut.Add((one, other));
        _cut.Add((other, one));
    }

    public void Mend(string one, string other)
    {
        _cut.Remove((one, other));
        _cut.Remove((other, one));
    }

    public void Calm()
    {
        _cut.Clear();
        (Loss, Doubling, Stragglers) = (0, 0, 0);
    }
}
