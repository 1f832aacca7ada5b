using Inference.Cluster.Replicas;

namespace Inference.Cluster.Resumption;

/// <summary>What the streams of one service share.</summary>
internal sealed record ResumptionShared(
    IReplicaSelector Replicas, ResumptionOptions Options, TimeProvider Time, Quarantine Quarantine, RetryBudget Retries, RetryBudget Hedges, ResumptionInstruments Instruments);
