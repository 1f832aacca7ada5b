using Inference.Contracts;

namespace Inference.Gateway.Reattachment;

/// <summary>All that a streamed response depends on.</summary>
/// <param name="Id">By which the client asks for the rest.</param>
/// <param name="Tenant">Who may; empty where callers are not told apart.</param>
/// <param name="Requests">With their seeds: one for each prompt.</param>
/// <param name="State">What a front needs to make the same events of the tokens; only fronts read it.</param>
public sealed record ResponseRecord(string Id, string Tenant, IReadOnlyList<GenerateRequest> Requests, ReadOnlyMemory<byte> State);
