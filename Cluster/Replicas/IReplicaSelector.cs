using System.Diagnostics.CodeAnalysis;
using Inference.Contracts;

namespace Inference.Cluster.Replicas;

/// <summary>Finds a replica for a request.</summary>
public interface IReplicaSelector
{
    /// <summary>False where no replica takes requests, besides those to avoid.</summary>
    bool TrySelect(GenerateRequest request, IReadOnlyCollection<ReplicaId> avoid, [NotNullWhen(true)] out ReplicaRoute? route);
}
