using Inference.Contracts;

namespace Inference.Cluster.Admission;

/// <summary>A request at the door.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Tokens">What it may come to: prompt and the longest output of all choices.</param>
/// <param name="Priority">Lower goes first, among the tenant's own.</param>
/// <param name="Deadline">When an answer is of no use any more.</param>
public sealed record AdmissionRequest(string Tenant, long Tokens, int Priority = 0, DateTimeOffset? Deadline = null)
{
    public static AdmissionRequest Of(string tenant, GenerateRequest request, AdmissionOptions options) => new(
        tenant,
        request.Prompt.Count + ((long)(request.Sampling.MaxTokens ?? options.UnboundedOutput) * request.Sampling.N),
        request.Priority,
        request.Deadline);
}
