using Inference.Cluster.Reattachment;
using Inference.Cluster.Replicas;
using Inference.Contracts;
using Inference.Gateway.Reattachment;

namespace Inference.Server.Serving;

/// <summary>What lets clients come back to a server of one process: a journal in memory, and a gate that ends the attempt before.</summary>
internal static class LocalReattachment
{
    private const int MostRecords = 10_000;
    private const long MostBytes = 64 << 20;

    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10), AttemptMemory = TimeSpan.FromSeconds(10);

    public static IResponseJournal NewJournal(TimeProvider time) => new JournaledResponses(new InMemoryJournal(Retention, MostRecords, time, MostBytes));

    /// <summary>Here the connection tells whether a client is still there, however slowly it reads, and no network makes an attempt late.</summary>
    public static ITokenService Gated(ITokenService engine, TimeProvider time) =>
        new ReplicaGate(engine, new ReplicaGateOptions { ConsumerPatience = TimeSpan.FromDays(1), AttemptMemory = AttemptMemory }, time);
}
