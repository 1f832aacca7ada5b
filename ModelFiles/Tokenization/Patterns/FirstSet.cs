namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>The code points that a match of a node may start with, and whether it may be empty.</summary>
internal sealed record FirstSet(CodePointSet Members, bool Nullable)
{
    private static readonly FirstSet Empty = new(CodePointSet.None, Nullable: true);

    public static FirstSet Of(PatternNode node) => node switch
    {
        PatternNode.Set set => new FirstSet(set.Members, Nullable: false),
        PatternNode.Sequence sequence => OfRest(sequence.Parts, 0, Empty)!,
        PatternNode.Choice choice => choice.Options.Select(Of).Aggregate((a, b) => new FirstSet(a.Members.Union(b.Members), a.Nullable || b.Nullable)),
        PatternNode.Repeat repeat => Of(repeat.Body) is var body && repeat.Minimum == 0 ? body with { Nullable = true } : body,
        PatternNode.Atomic atomic => Of(atomic.Body),
        _ => Empty,
    };

    /// <summary>What may come from a part of a sequence on, given what follows the sequence (null: anything).</summary>
    public static FirstSet? OfRest(IReadOnlyList<PatternNode> parts, int from, FirstSet? follow)
    {
        CodePointSet members = CodePointSet.None;
        for (int i = from; i < parts.Count; i++)
        {
            FirstSet part = Of(parts[i]);
            members = members.Union(part.Members);
            if (!part.Nullable)
                return new FirstSet(members, Nullable: false);
        }
        return follow is null ? null : new FirstSet(members.Union(follow.Members), follow.Nullable);
    }
}
