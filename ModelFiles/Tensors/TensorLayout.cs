namespace Inference.ModelFiles.Tensors;

/// <summary>
/// Checks that the tensors of a file fill its data section as both formats demand: one after the other, each inside the section, none
/// overlapping another, nothing between them but the padding of the alignment.
/// </summary>
internal sealed class TensorLayout(ProblemList problems, long sectionLength, long alignment)
{
    private readonly List<Range> _ranges = [];

    /// <summary>Bytes begin … end of the section, which the caller has checked to be begin ≤ end and not negative.</summary>
    public void Add(string name, long begin, long end) => _ranges.Add(new Range(name, begin, end));

    /// <summary>Where the last tensor that lies inside the section ends; known after <see cref="Check"/>.</summary>
    public long End { get; private set; }

    /// <summary>Reports what is wrong; true where nothing is.</summary>
    /// <param name="isComplete">False where some tensors could not be added: then a hole may be theirs.</param>
    public bool Check(bool isComplete)
    {
        _ranges.Sort();
        Range? previous = null;
        foreach (Range range in _ranges)
        {
            long expected = AlignUp(End, alignment);
            if (range.End > sectionLength)
            {
                problems.Add(
                    range.Name,
                    $"needs bytes {range.Begin} … {range.End} of the data, which has {sectionLength} (damaged or cut off)");
                isComplete = false;
                continue;
            }

            if (range.Begin < End)
                problems.Add(
                    range.Name,
                    $"overlaps {previous!.Name}: bytes {range.Begin} … {range.End} and {previous.Begin} … {previous.End}");
            else if (isComplete && range.Begin > expected)
                problems.Add(range.Name, $"begins at byte {range.Begin}, leaving a hole: what is before it ends at {expected}");

            if (range.End <= End) continue;
            End = range.End;
            previous = range;
        }

        return isComplete && !problems.Any;
    }

    /// <summary>The next multiple of a power of two; saturates.</summary>
    public static long AlignUp(long value, long alignment) =>
        value > long.MaxValue - alignment ? long.MaxValue : (value + alignment - 1) & -alignment;

    private sealed record Range(string Name, long Begin, long End) : IComparable<Range>
    {
        public int CompareTo(Range? other) => (Begin, End).CompareTo((other!.Begin, other.End));
    }
}
