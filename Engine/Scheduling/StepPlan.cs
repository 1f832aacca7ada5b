using System.Runtime.InteropServices;

namespace Inference.Engine.Scheduling;

/// <summary>What one step computes.</summary>
internal sealed class StepPlan
{
    private readonly List<PlannedSlice> _slices = [];

    /// <summary>In memory that the next step uses again.</summary>
    public Span<PlannedSlice> Slices => CollectionsMarshal.AsSpan(_slices);

    /// <summary>Rows that the step computes.</summary>
    public int Tokens { get; private set; }

    /// <summary>Those among them of sequences that do not decode yet.</summary>
    public int PromptTokens { get; private set; }

    public void Clear()
    {
        _slices.Clear();
        Tokens = PromptTokens = 0;
    }

    public void Add(in PlannedSlice slice)
    {
        _slices.Add(slice);
        Tokens += slice.Count + slice.Draft.Count;
        if (!slice.Sequence.IsDecoding) PromptTokens += slice.Count;
    }
}
