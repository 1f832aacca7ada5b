using System.Diagnostics.CodeAnalysis;

namespace Inference.Engine.Scheduling;

/// <summary>Sequences that wait to run, in their order.</summary>
internal sealed class WaitingSequences(SequenceOrder order)
{
    private readonly SortedSet<Sequence> _sequences = new(order);

    public int Count => _sequences.Count;

    /// <summary>Tokens that they are known to need; a waiting sequence has computed none of its tokens.</summary>
    public long Tokens { get; private set; }

    public void Add(Sequence sequence)
    {
        if (!_sequences.Add(sequence)) throw new InvalidOperationException("The sequence waits already.");
        Tokens += sequence.TotalTokens;
    }

    public void Remove(Sequence sequence)
    {
        if (!_sequences.Remove(sequence)) throw new InvalidOperationException("The sequence does not wait.");
        Tokens -= sequence.TotalTokens;
    }

    public bool TryPeek([NotNullWhen(true)] out Sequence? first) => (first = _sequences.Min) is not null;
}
