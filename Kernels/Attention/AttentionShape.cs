namespace Inference.Kernels.Attention;

/// <summary>
/// How a layer attends. Rows hold queries [heads, dimension], then keys and then values [key and value heads, dimension].
/// </summary>
/// <param name="Scale">The factor on query · key.</param>
/// <param name="Softcap">Scores become cap · tanh(score / cap); null: they do not.</param>
/// <param name="Window">How many positions back, itself included, a row looks; 0: at all.</param>
public sealed record AttentionShape(int Heads, int KeyValueHeads, int HeadDimension, float Scale, float? Softcap, int Window)
{
    public int KeyColumn => Heads * HeadDimension;

    public int ValueColumn => KeyColumn + (KeyValueHeads * HeadDimension);

    public int Columns => ValueColumn + (KeyValueHeads * HeadDimension);

    internal int Group => Heads / KeyValueHeads;

    /// <summary>The first position that a row sees.</summary>
    internal int First(int position) => Window > 0 ? Math.Max(0, position - Window + 1) : 0;
}
