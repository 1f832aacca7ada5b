using Inference.Engine.Hosting;

namespace Inference.Engine.Tests.Support;

/// <summary>Seeds 1, 2, 3 ….</summary>
internal sealed class CountingSeeds : SeedSource
{
    private long _last;

    public override ulong Next() => (ulong)Interlocked.Increment(ref _last);
}
