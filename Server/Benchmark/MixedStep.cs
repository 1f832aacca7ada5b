namespace Inference.Server.Benchmark;

/// <summary>What sequences that generate and a prompt beside them cost each other.</summary>
/// <param name="Prompt">Its tokens.</param>
/// <param name="Chunk">How many of them are read in one step.</param>
/// <param name="DecodeMs">Time of a step with a token for each of the sequences.</param>
/// <param name="ChunkMs">Time of a step with a chunk of the prompt.</param>
/// <param name="MixedMs">Time of a step with both.</param>
internal sealed record MixedStep(int Prompt, int Chunk, double DecodeMs, double ChunkMs, double MixedMs)
{
    /// <summary>The step with both, as a share of the two steps: at most 1 where a prompt slows others by its own work alone.</summary>
    public double OfBoth => MixedMs / (DecodeMs + ChunkMs);
}
