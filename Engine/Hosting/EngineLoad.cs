namespace Inference.Engine.Hosting;

/// <summary>What an engine was busy with when its last step ended.</summary>
/// <param name="Running">Sequences that are computed.</param>
/// <param name="Waiting">Sequences that wait.</param>
/// <param name="WaitingTokens">Tokens that these are known to need.</param>
/// <param name="HasBacklog">Whether the last step had no place for some of these.</param>
/// <param name="FreeBlocks">Blocks that nobody holds.</param>
/// <param name="TotalBlocks">All blocks.</param>
public sealed record EngineLoad(int Running, int Waiting, long WaitingTokens, bool HasBacklog, int FreeBlocks, int TotalBlocks)
{
    /// <summary>From 0 to 1.</summary>
    public double CacheUsage => TotalBlocks == 0 ? 0 : 1 - ((double)FreeBlocks / TotalBlocks);
}
