namespace Inference.Cluster;

/// <summary>Random numbers that several threads may draw, the same for the same seed and order of draws.</summary>
internal sealed class CounterRandom(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    public ulong Next() => Mix(Interlocked.Add(ref _state, Golden));

    /// <summary>From zero up to, and without, the bound.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>From 0 up to, and without, 1.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Spreads every bit of a number over all bits of the result.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
