namespace Inference.Cluster;

/// <summary>A hash of a text that is the same in every process and version; for spreading, not for secrets.</summary>
public static class StableHash
{
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211;

    public static ulong Of(string text)
    {
        ulong hash = Offset;
        foreach (char letter in text) hash = (hash ^ letter) * Prime;
        return CounterRandom.Mix(hash);
    }
}
