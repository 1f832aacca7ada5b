using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>How far back the next token looks, in tokens (itself included) and in blocks.</summary>
/// <param name="Width">Null: at all tokens.</param>
internal readonly record struct AttentionWindow(int? Width)
{
    /// <summary>Blocks right before a block boundary that the token behind it needs.</summary>
    public int BlocksBefore => Width is { } width ? Math.Max(1, Blocks(width - 1)) : int.MaxValue;

    /// <summary>Blocks needed for tokens laid end to end.</summary>
    public static int Blocks(int tokens) => (tokens + TokenBlock.Size - 1) / TokenBlock.Size;

    /// <summary>Leading blocks that no token from position <paramref name="next"/> on looks at.</summary>
    public int BlocksBehind(int next) => Width is { } width ? Math.Max(0, next - width + 1) / TokenBlock.Size : 0;

    /// <summary>The most blocks that a sequence of so many tokens holds while it is computed in chunks of so many.</summary>
    public int MostBlocks(int tokens, int chunk)
    {
        int all = Blocks(tokens);
        if (Width is not { } width) return all;
        // The window before the chunk may begin, and the chunk may end, in the middle of a block.
        long most = ((long)width - 1 + chunk + (2 * (TokenBlock.Size - 1))) / TokenBlock.Size;
        return (int)Math.Min(all, most);
    }
}
