namespace Inference.Cluster.Admission.Budgets;

/// <summary>How a front leases budgets.</summary>
public sealed class LeaseOptions
{
    /// <summary>Tokens to lease beyond what is needed. 4096.</summary>
    public long SpareTokens { get; set; } = 4096;

    /// <summary>Places to lease beyond those that are needed. 1.</summary>
    public int SpareSlots { get; set; } = 1;

    /// <summary>A tenant without a new request for so long has its lease given back. 10 s.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request waits for the authority's answer. 2 s.</summary>
    public TimeSpan AuthorityPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        problems.Expect(SpareTokens >= 0, $"{nameof(SpareTokens)} is {SpareTokens}; at least 0.");
        problems.Expect(SpareSlots >= 0, $"{nameof(SpareSlots)} is {SpareSlots}; at least 0.");
        problems.Expect(IdleTime >= TimeSpan.Zero, $"{nameof(IdleTime)} is {IdleTime}; not negative.");
        problems.Expect(AuthorityPatience > TimeSpan.Zero, $"{nameof(AuthorityPatience)} is {AuthorityPatience}; above zero.");
        return problems.All;
    }
}
