using Inference.Contracts;
using Inference.Server.Terminal;

namespace Inference.Server.Benchmark;

/// <summary>What is to be measured.</summary>
/// <param name="Prompt">Tokens of a prompt.</param>
/// <param name="Generate">Steps in which sequences get a token each.</param>
/// <param name="Batches">Sequences at once.</param>
/// <param name="Contexts">Tokens that each has before its first step.</param>
/// <param name="Mixed">Sequences at once beside which a prompt is read.</param>
/// <param name="Chunk">Tokens of a prompt that are read in one step.</param>
internal sealed record SpeedPlan(
    int Prompt, int Generate, IReadOnlyList<int> Batches, IReadOnlyList<int> Contexts, IReadOnlyList<int> Mixed, int Chunk = SpeedPlan.DefaultChunk)
{
    public const int DefaultChunk = 512;

    public long Longest => Math.Max(Prompt, (long)Contexts.Max() + Generate);

    public int BlocksPerSequence => (int)((Longest + TokenBlock.Size - 1) / TokenBlock.Size);

    /// <summary>Steps that a prompt takes.</summary>
    public int Chunks => (int)(((long)Prompt + Chunk - 1) / Chunk);

    /// <summary>Those that generate, and a prompt beside them.</summary>
    public int Sequences => Math.Max(Batches.Max(), Mixed.Select(sequences => sequences + 1).DefaultIfEmpty(0).Max());

    /// <summary>Tokens that there must be room for.</summary>
    public long CacheTokens => (Longest + TokenBlock.Size - 1) / TokenBlock.Size * Sequences * TokenBlock.Size;

    /// <exception cref="CommandException">A model of this longest context cannot be tested so.</exception>
    public void Check(int maxPositions)
    {
        if (Longest > maxPositions) throw new CommandException($"the longest sequence would have {Longest} tokens, which is more than the longest context, {maxPositions}");
    }
}
