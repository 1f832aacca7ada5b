using System.Collections;

namespace Inference.Engine.Scheduling;

/// <summary>Sequences that are computed in every step, in their order: the first to be served first, the last to be preempted last in the list.</summary>
internal sealed class RunningSequences(SequenceOrder order) : IReadOnlyList<Sequence>
{
    private readonly List<Sequence> _sequences = [];

    public int Count => _sequences.Count;

    public Sequence this[int index] => _sequences[index];

    public void Add(Sequence sequence)
    {
        int index = _sequences.BinarySearch(sequence, order);
        if (index >= 0) throw new InvalidOperationException("The sequence runs already.");
        _sequences.Insert(~index, sequence);
    }

    public void Remove(Sequence sequence)
    {
        int index = _sequences.BinarySearch(sequence, order);
        if (index < 0) throw new InvalidOperationException("The sequence does not run.");
        _sequences.RemoveAt(index);
    }

    public IEnumerator<Sequence> GetEnumerator() => _sequences.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
