namespace Inference.Cluster.Admission;

/// <summary>How much a front takes in, and how long others wait.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Most requests in work at once. 1024.</summary>
    public int MaxRequests { get; set; } = 1024;

    /// <summary>Most tokens, prompts and longest outputs, of the requests in work; a single one may have more. Null: any number.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>Most requests of one tenant that wait. 512.</summary>
    public int MaxQueuedPerTenant { get; set; } = 512;

    /// <summary>A request that would wait longer is refused at once. 30 s.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Output tokens that a request without a bound is taken for. 1024.</summary>
    public int UnboundedOutput { get; set; } = 1024;

    /// <summary>What each tenant is entitled to. Others get <see cref="DefaultTenant"/>.</summary>
    public IDictionary<string, TenantPolicy> Tenants { get; } = new Dictionary<string, TenantPolicy>();

    public TenantPolicy DefaultTenant { get; set; } = TenantPolicy.Default;

    public TenantPolicy Of(string tenant) => Tenants.TryGetValue(tenant, out TenantPolicy? policy) ? policy : DefaultTenant;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        problems.Expect(MaxRequests >= 1, $"{nameof(MaxRequests)} is {MaxRequests}; at least 1.");
        problems.Expect(MaxTokens is null or >= 1, $"{nameof(MaxTokens)} is {MaxTokens}; at least 1.");
        problems.Expect(MaxQueuedPerTenant >= 0, $"{nameof(MaxQueuedPerTenant)} is {MaxQueuedPerTenant}; at least 0.");
        problems.Expect(MaxWait >= TimeSpan.Zero, $"{nameof(MaxWait)} is {MaxWait}; not negative.");
        problems.Expect(UnboundedOutput >= 1, $"{nameof(UnboundedOutput)} is {UnboundedOutput}; at least 1.");
        foreach ((string tenant, TenantPolicy policy) in Tenants.Append(new("(default)", DefaultTenant)))
        {
            foreach (string problem in policy.Problems()) problems.Expect(false, $"Tenant '{tenant}': {problem}");
        }

        return problems.All;
    }

    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public void ThrowIfInvalid() => OptionProblems.Throw("Admission", Problems());
}
