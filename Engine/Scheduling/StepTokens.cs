namespace Inference.Engine.Scheduling;

/// <summary>What a step has sampled, by sequence.</summary>
internal sealed class StepTokens
{
    private readonly Dictionary<Sequence, SequenceOutput> _outputs = [];
    private readonly List<SequenceOutput> _used = [];

    /// <summary>Outputs of the step before are used again.</summary>
    public void Clear() => _outputs.Clear();

    public SequenceOutput Add(Sequence sequence)
    {
        if (_used.Count == _outputs.Count) _used.Add(new SequenceOutput());
        SequenceOutput output = _used[_outputs.Count];
        output.Clear();
        _outputs.Add(sequence, output);
        return output;
    }

    /// <summary>Null where nothing was to be sampled, as in the middle of a prompt.</summary>
    public SequenceOutput? Of(Sequence sequence) => _outputs.GetValueOrDefault(sequence);
}
