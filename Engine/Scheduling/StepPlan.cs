namespace Inference.Engine.Scheduling;

/// <summary>What one step computes.</summary>
internal sealed class StepPlan
{
    private readonly List<PlannedSlice> _slices = [];

    public IReadOnlyList<PlannedSlice> Slices => _slices;

    /// <summary>Rows that the step computes.</summary>
    public int Tokens { get; private set; }

    /// <summary>Those among them of sequences that do not decode yet.</summary>
    public int PromptTokens { get; private set; }

    public void Clear()
    {
        _slices.Clear();
        Tokens = PromptTokens = 0;
    }

    public void Add(PlannedSlice slice)
    {
        _slices.Add(slice);
        Tokens += slice.Count + slice.Draft.Count;
        if (!slice.Sequence.IsDecoding) PromptTokens += slice.Count;
    }
}
