using Inference.Contracts;

namespace Inference.Cluster.Reattachment;

/// <summary>A chunk of a response that is computed again.</summary>
/// <param name="Chunk">All of it before the client's cursor, or all of it behind.</param>
/// <param name="IsKnown">Whether the client has it: a front makes its text, to be in the same state, and does not send it.</param>
public readonly record struct ReplayedChunk(TokenChunk Chunk, bool IsKnown);
