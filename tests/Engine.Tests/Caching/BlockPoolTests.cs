using Inference.Contracts;
using Inference.Engine.Caching;

namespace Inference.Engine.Tests.Caching;

public sealed class BlockPoolTests
{
    [Fact]
    public void TryTake_CachedBlocksAreFree_ReusesTheLongestUnused()
    {
        BlockPool pool = new(3, (_, _) => { });
        PrefixHash[] hashes = [.. Enumerable.Range(1, 3).Select(i => PrefixHash.Root($"{i}"))];
        for (int i = 0; i < 3; i++)
        {
            Assert.True(pool.TryTake(out int block));
            pool.Publish(block, hashes[block]);
        }

        Assert.False(pool.TryTake(out _));
        foreach (int block in (int[])[1, 2, 0]) pool.Release(block);
        pool.Hold(1);
        pool.Release(1);
        Assert.True(pool.TryTake(out int first));
        Assert.Equal(2, first);
        Assert.False(pool.TryFind(hashes[2], out _));
        Assert.True(pool.TryFind(hashes[1], out int revived));
        Assert.Equal(1, revived);
    }

    [Fact]
    public void TryTake_SomeBlocksHoldNothing_TakesThemBeforeCachedOnes()
    {
        BlockPool pool = new(2, (_, _) => { });
        Assert.True(pool.TryTake(out int cached) & pool.TryTake(out int other));
        pool.Publish(cached, PrefixHash.Root("a"));
        pool.Release(cached);
        pool.Release(other);
        Assert.True(pool.TryTake(out int taken));
        Assert.Equal(other, taken);
    }

    [Fact]
    public void TryMakeOwn_Shared_CopiesOrFailsWithoutAChange()
    {
        List<(int, int)> copies = [];
        BlockPool pool = new(2, (source, destination) => copies.Add((source, destination)));
        Assert.True(pool.TryTake(out int original));
        pool.Hold(original);
        int mine = original;
        Assert.True(pool.TryMakeOwn(ref mine));
        Assert.Equal([(original, mine)], copies);
        Assert.NotEqual(original, mine);

        pool.Hold(original);
        int still = original;
        Assert.False(pool.TryMakeOwn(ref still));
        Assert.Equal(original, still);
        pool.Release(original);
        Assert.True(pool.TryMakeOwn(ref still));
        Assert.Single(copies);
    }

    [Fact]
    public void Release_NotHeld_Throws() => Assert.Throws<InvalidOperationException>(() => new BlockPool(1, (_, _) => { }).Release(0));

    [Fact]
    public void CheckIntegrity_AHoldThatNoTableHas_Throws()
    {
        BlockPool pool = new(2, (_, _) => { });
        pool.CheckIntegrity([]);
        pool.TryTake(out _);
        Assert.Throws<InvalidOperationException>(() => pool.CheckIntegrity([]));
    }

    [Fact]
    public void CacheWatch_BlocksComeAndGo_HearsEachPrefixOnceAndForgetsWhatIsNotFound()
    {
        RecordedCache watch = new();
        BlockPool pool = new(2, (_, _) => { }, watch);
        PrefixHash hash = PrefixHash.Root("a"), other = PrefixHash.Root("b");
        Assert.True(pool.TryTake(out int first) & pool.TryTake(out int second));
        pool.Publish(first, hash);
        pool.Publish(second, hash);
        Assert.Equal([hash], watch.Found);
        pool.Distrust(first);
        Assert.Empty(watch.Found);
        pool.Publish(second, other);
        pool.Release(second);
        Assert.Equal([other], watch.Found);
        Assert.True(pool.TryTake(out _));
        Assert.Empty(watch.Found);
    }

    private sealed class RecordedCache : ICacheWatch
    {
        public List<PrefixHash> Found { get; } = [];

        public void Cached(PrefixHash block) => Found.Add(block);

        public void Evicted(PrefixHash block) => Assert.True(Found.Remove(block));
    }
}
