namespace Inference.Contracts.Tests;

public sealed class PrefixHashTests
{
    private static readonly int[] Block = [.. Enumerable.Range(0, TokenBlock.Size)];

    [Fact]
    public void Next_SameChain_SameHashInEveryProcess()
    {
        // SHA-256(SHA-256("")[..16] + the sixteen little-endian ids)[..16], computed elsewhere.
        UInt128 expected = UInt128.Parse("227943598252325024090100178934853222446");

        Assert.Equal(expected, PrefixHash.Root(null).Next(Block).Value);
        Assert.Equal(expected, PrefixHash.Root("").Next(Block).Value);
    }

    [Fact]
    public void Next_OtherParentTokensOrSalt_OtherHash()
    {
        PrefixHash first = PrefixHash.Root(null).Next(Block);
        int[] other = [.. Block];
        other[^1]++;

        PrefixHash[] hashes = [first, first.Next(Block), PrefixHash.Root(null).Next(other), PrefixHash.Root("tenant").Next(Block)];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void Next_PartialBlock_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PrefixHash.Root(null).Next(Block.AsSpan(1)));
}
