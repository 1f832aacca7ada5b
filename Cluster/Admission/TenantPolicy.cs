namespace Inference.Cluster.Admission;

/// <summary>What a tenant is entitled to.</summary>
public sealed record TenantPolicy
{
    public static TenantPolicy Default { get; } = new();

    /// <summary>Its share where tenants compete. 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Tokens, prompt and output, that it may use in a minute, over all fronts. Null: any number.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests that it may have in work at once, over all fronts. Null: any number.</summary>
    public int? MaxConcurrent { get; init; }

    public bool IsLimited => TokensPerMinute is not null || MaxConcurrent is not null;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        problems.Expect(Weight is >= 0.001 and <= 1000, $"{nameof(Weight)} is {Weight}; from 0.001 to 1000.");
        problems.Expect(TokensPerMinute is null or >= 1, $"{nameof(TokensPerMinute)} is {TokensPerMinute}; at least 1.");
        problems.Expect(MaxConcurrent is null or >= 1, $"{nameof(MaxConcurrent)} is {MaxConcurrent}; at least 1.");
        return problems.All;
    }
}
