namespace Inference.LoadTests.Workloads;

/// <summary>What visitors are like.</summary>
internal sealed record WorkloadOptions
{
    public long Seed { get; init; } = 1;

    /// <summary>Of what a visitor says in a turn, in tokens.</summary>
    public LengthDistribution Prompt { get; init; } = LengthDistribution.Fixed(128);

    /// <summary>Of an answer, in tokens.</summary>
    public LengthDistribution Output { get; init; } = LengthDistribution.Fixed(64);

    /// <summary>Turns of a chat.</summary>
    public LengthDistribution Turns { get; init; } = LengthDistribution.Fixed(3);

    /// <summary>Mean time between an answer and the next turn; each is drawn from an exponential distribution.</summary>
    public TimeSpan Think { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Tenants with a prefix of their own.</summary>
    public int Tenants { get; init; } = 8;

    /// <summary>Tokens that all requests of a tenant begin with.</summary>
    public int PrefixTokens { get; init; } = 256;

    /// <summary>How unequal tenants are: the one of rank r comes as often as r to the power of minus this.</summary>
    public double TenantSkew { get; init; } = 1;

    /// <summary>Documents that there are to retrieve.</summary>
    public int Documents { get; init; } = 200;

    /// <summary>Documents in one prompt.</summary>
    public int DocumentsEach { get; init; } = 4;

    /// <summary>Tokens of a long prompt.</summary>
    public LengthDistribution LongPrompt { get; init; } = LengthDistribution.Fixed(2048);

    /// <summary>How many tokens the server's tokenizer makes of a word.</summary>
    public double TokensPerWord { get; init; } = 1.3;

    public int WordsOf(double tokens) => Math.Max(1, (int)Math.Round(tokens / TokensPerWord));
}
