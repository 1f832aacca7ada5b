namespace Inference.Engine.Scheduling;

/// <summary>What a step has sampled, by sequence.</summary>
internal sealed class StepTokens
{
    private readonly Dictionary<Sequence, SequenceOutput> _outputs = [];

    public void Clear() => _outputs.Clear();

    public SequenceOutput Add(Sequence sequence)
    {
        SequenceOutput output = new();
        _outputs.Add(sequence, output);
        return output;
    }

    /// <summary>Null where nothing was to be sampled, as in the middle of a prompt.</summary>
    public SequenceOutput? Of(Sequence sequence) => _outputs.GetValueOrDefault(sequence);
}
