namespace Inference.Cluster.Routing.Reports;

/// <summary>What became of a report.</summary>
public enum ReportOutcome
{
    Applied,

    /// <summary>It is older than what is known, or was here before: nothing changed.</summary>
    Stale,

    /// <summary>Reports between this one and the last are missing: only its load counts, and the replica has to send a full one.</summary>
    NeedsResync,
}
