namespace Inference.Scaling;

/// <summary>A stream: a user of a tenant, whose requests each begin with the tenant's prompt and all that was said so far.</summary>
internal sealed class Conversation(ScaleOptions options, Random random, Func<long> nextId)
{
    private const int MostTurns = 6;
        private int _turns = MostTurns;

    public int Tenant { get; private set; }

    /// <summary>Names the conversation.</summary>
    public long Id { get; private set; }

    public int SystemBlocks { get; private set; }

    /// <summary>Blocks of what was said, the new question included.</summary>
    public int OwnBlocks { get; private set; }

    public int OutputTokens { get; private set; }

    public double ArrivedAt { get; set; }

    public int Blocks => SystemBlocks + OwnBlocks;

    /// <summary>The next question; now and then it is the first one of a new conversation.</summary>
    public void Ask()
    {
        if (_turns++ >= MostTurns)
        {
            // Some tenants have many users, most have few.
            Tenant = (int)Math.Min(options.Tenants - 1, Math.Pow(random.NextDouble(), 3) * options.Tenants);
            SystemBlocks = 32 + (int)(CounterHash((ulong)Tenant) % 97);
            (Id, OwnBlocks, _turns) = (nextId(), 0, random.Next(1, MostTurns));
        }

        OwnBlocks += 2 + random.Next(6);
        OutputTokens = 50 + random.Next(200);
    }

    /// <summary>The answer is part of what was said.</summary>
    public void Answered() => OwnBlocks += OutputTokens / 16;

    /// <summary>The key of a block of a tenant's prompt, or of a conversation.</summary>
    public static ulong KeyOf(long owner, int block) => CounterHash(((ulong)owner << 20) + (ulong)block + 1);

    public static long TenantKey(int tenant) => -1 - tenant;

    public ulong[] Keys()
    {
        ulong[] keys = new ulong[Blocks];
        for (int i = 0; i < SystemBlocks; i++) keys[i] = KeyOf(TenantKey(Tenant), i);
        for (int i = 0; i < OwnBlocks; i++) keys[SystemBlocks + i] = KeyOf(Id, i);
        return keys;
    }

    private static ulong CounterHash(ulong value)
    {
        value = (value + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
