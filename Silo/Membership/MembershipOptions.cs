namespace Inference.Silo.Membership;

/// <summary>How silos find each other, and where grains keep their state.</summary>
/// <param name="Kind">Of the store.</param>
/// <param name="Connection">To it; not for silos of one machine.</param>
/// <param name="PrimaryPort">For silos of one machine: the silo port of the first one.</param>
/// <param name="UseKubernetes">Whether pods that are gone are taken for dead at once.</param>
internal sealed record MembershipOptions(MembershipKind Kind, string? Connection, int PrimaryPort, bool UseKubernetes);

internal enum MembershipKind
{
    /// <summary>One machine, and no store: the first silo knows all others.</summary>
    Localhost,

    Redis,

    /// <summary>PostgreSQL, with Orleans' own tables.</summary>
    Postgres,
}
