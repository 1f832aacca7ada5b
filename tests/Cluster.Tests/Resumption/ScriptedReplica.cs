using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Inference.Cluster.Replicas;
using Inference.Contracts;
using Inference.Simulation.Model;

namespace Inference.Cluster.Tests.Resumption;

/// <summary>A replica that computes as it should, through a stream that a test distorts.</summary>
internal sealed class ScriptedReplica(string name, TimeProvider time, Func<IAsyncEnumerable<TokenChunk>, CancellationToken, IAsyncEnumerable<TokenChunk>>? distort = null) : ITokenService, IReplicaHealth, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    public SimulatedEngine Engine { get; } = new(time, new SimulatedEngineOptions());

    public List<GenerateRequest> Requests { get; } = [];

    public ReplicaRoute Route => new(new ReplicaId(name), this, this);

    public bool GetsOn { get; set; }

    /// <summary>Called where nobody wants more of a choice.</summary>
    public Action<string, int>? Ended { get; init; }

    public TimeSpan SinceProgress => GetsOn ? TimeSpan.Zero : TimeSpan.FromHours(1);

    public CancellationToken Gone => _gone.Token;

    public void Die() => _gone.Cancel();

    public void Dispose() => _gone.Dispose();

    public void EndChoice(string requestId, int choice) => Ended?.Invoke(requestId, choice);

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        IAsyncEnumerable<TokenChunk> chunks = Engine.GenerateAsync(request, cancellationToken);
        await foreach (TokenChunk chunk in distort is null ? chunks : distort(chunks, cancellationToken)) yield return chunk;
    }
}

/// <summary>Replicas in the order in which they are to be chosen.</summary>
internal sealed class InOrder(params ScriptedReplica[] replicas) : IReplicaSelector
{
    public bool TrySelect(GenerateRequest request, IReadOnlyCollection<ReplicaId> avoid, [NotNullWhen(true)] out ReplicaRoute? route)
    {
        route = replicas.Select(replica => replica.Route).FirstOrDefault(candidate => !avoid.Contains(candidate.Replica));
        return route is not null;
    }
}
