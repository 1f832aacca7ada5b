namespace Inference.LoadTests;

/// <summary>Random numbers that depend on what they are for and on the seed, not on what was drawn before.</summary>
internal static class Seeds
{
    public static Random Of(long seed, string purpose, int index = 0)
    {
        // FNV-1a, then the finaliser of SplitMix64: neighbours get unrelated streams.
        ulong hash = 14695981039346656037;
        foreach (char letter in purpose) hash = (hash ^ letter) * 1099511628211;
        hash ^= (ulong)seed * 0x9E3779B97F4A7C15;
        hash += (ulong)index * 0xD1B54A32D192ED03;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return new Random((int)((hash ^ (hash >> 31)) & int.MaxValue));
    }
}
