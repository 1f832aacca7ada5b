namespace Inference.ModelFiles.Templates.Values;

/// <summary>A list, tuple, range or view of a mapping. Nothing changes it once made.</summary>
internal sealed class Sequence(object?[] items, SequenceKind kind = SequenceKind.List)
{
    public object?[] Items { get; } = items;

    public SequenceKind Kind { get; } = kind;

    /// <summary>Attributes that name the items, as a named tuple has them.</summary>
    public string[] FieldNames { get; init; } = [];

    public bool IsIndexable => Kind is SequenceKind.List or SequenceKind.Tuple or SequenceKind.Range;

    public static Sequence Tuple(params object?[] items) => new(items, SequenceKind.Tuple);
}
