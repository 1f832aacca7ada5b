using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Tenants, some busier than others, each with a system prompt that all its requests share.</summary>
internal sealed class TenantWorkload : Workload
{
    private readonly string[] _prefixes;
    private readonly WeightedChoice<int> _tenants;

    public TenantWorkload(WorkloadOptions options)
        : base("tenants", options)
    {
        _prefixes = [.. Enumerable.Range(0, options.Tenants).Select(tenant => Words(Seeds.Of(options.Seed, "prefixes", tenant), options.PrefixTokens))];
        _tenants = new WeightedChoice<int>(Enumerable.Range(0, options.Tenants).Select(tenant => (tenant, Math.Pow(tenant + 1, -options.TenantSkew))));
    }

    protected override Conversation Create(int index, Arrival arrival, Random random) =>
        Single(index, _prefixes[_tenants.Next(random)], Text(Options.Prompt, arrival, random), OutputTokens(arrival, random));
}
