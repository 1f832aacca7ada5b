using System.Runtime.CompilerServices;
using Inference.Cluster.Admission;
using Inference.Contracts;

namespace Inference.Cluster.Fronts;

/// <summary>
/// A model as a cluster's front serves it: a request waits for the model where that is loaded on demand, then for its tenant's turn and budget,
/// and then goes to the replicas. What it used is counted as it comes, so that its tenant pays for that and no more.
/// </summary>
/// <param name="replicas">Computes; resumes by itself what it loses on the way.</param>
/// <param name="admission">Of the front, shared by its models.</param>
/// <param name="options">Those of the admission.</param>
/// <param name="demand">Null: the model is always there.</param>
public sealed class FrontTokenService(ITokenService replicas, AdmissionController admission, AdmissionOptions options, OnDemandGate? demand = null) : ITokenService
{
    /// <summary>Whose the requests are that nobody tells apart.</summary>
    public const string AnyTenant = "any";

    /// <inheritdoc/>
    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A model that loads for minutes must not keep the places of others.
        using IDisposable? visit = demand is null ? null : await demand.EnterAsync(request.Deadline, cancellationToken);
        using AdmittedRequest admitted = await admission.AdmitAsync(AdmissionRequest.Of(request.Tenant ?? AnyTenant, request, options), cancellationToken);

        // Whoever leaves before the first token has had the prompt computed, or as much of it as came to pass.
        using CancellationTokenRegistration left = cancellationToken.UnsafeRegister(_ => admitted.UsedAtLeast(request.Prompt.Count), null);
        long used = request.Prompt.Count;
        await foreach (TokenChunk chunk in replicas.GenerateAsync(request, cancellationToken))
        {
            used += chunk.Tokens.Count;
            admitted.UsedAtLeast(used);
            yield return chunk;
        }
    }

    /// <inheritdoc/>
    public void EndChoice(string requestId, int choice) => replicas.EndChoice(requestId, choice);
}
