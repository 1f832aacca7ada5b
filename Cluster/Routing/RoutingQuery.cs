namespace Inference.Cluster.Routing;

/// <summary>What a policy knows of a request.</summary>
/// <param name="prefix">The keys of its prompt's blocks.</param>
/// <param name="promptTokens">All tokens to compute before the first one is sampled.</param>
/// <param name="session">Names the conversation; zero: none.</param>
/// <param name="avoid">Slots that it is not to go to.</param>
public readonly ref struct RoutingQuery(ReadOnlySpan<ulong> prefix, int promptTokens, ulong session = 0, ReadOnlySpan<int> avoid = default)
{
    public ReadOnlySpan<ulong> Prefix { get; } = prefix;

    public int PromptTokens { get; } = promptTokens;

    public ulong Session { get; } = session;

    public ReadOnlySpan<int> Avoid { get; } = avoid;
}
