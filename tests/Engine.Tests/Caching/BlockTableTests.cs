using Inference.Contracts;
using Inference.Engine.Caching;

namespace Inference.Engine.Tests.Caching;

public sealed class BlockTableTests
{
    /// <summary>
    /// Tables grow, fork, settle, end and are found again at random, against a cache that records which tokens were written
    /// where: each table must always read its own.
    /// </summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, 20)]
    [InlineData(4, 1)]
    [InlineData(5, 16)]
    public void Tables_RandomUse_EachReadsItsOwnTokens(int seed, int? width)
    {
        Random random = new(seed);
        AttentionWindow window = new(width);
        var cells = new string[24 * TokenBlock.Size];
        BlockPool pool = new(24, (from, to) => Array.Copy(cells, from * TokenBlock.Size, cells, to * TokenBlock.Size, TokenBlock.Size));
        List<Holder> holders = [];
        int hits = 0;
        for (int round = 0; round < 800; round++)
        {
            int choice = random.Next(10);
            Holder? any = holders.Count == 0 ? null : holders[random.Next(holders.Count)];
            if (any is null || (choice == 0 && holders.Count < 8))
            {
                Holder holder = new(new BlockTable(pool, window), new PrefixChain(PrefixHash.Root(null)), [random.Next(2)], 0);
                while (holder.Tokens.Count < 60) holder.Tokens.Add(random.Next(20) == 0 ? 1 : 0);
                PrefixMatch match = PrefixMatch.Find(pool, window, holder.Chain, holder.Tokens.ToArray());
                Assert.True(match.Tokens < holder.Tokens.Count);
                hits += match.Tokens;
                holder.Table.Adopt(match);
                holders.Add(holder with { Computed = match.Tokens });
            }
            else if (choice == 1 && holders.Count < 8)
            {
                Holder fork = new(new BlockTable(pool, window), any.Chain.Fork(any.Computed), [.. any.Tokens[..any.Computed], random.Next(2)], any.Computed);
                fork.Table.Share(any.Table);
                holders.Add(fork);
            }
            else if (choice == 2)
            {
                any.Table.Clear(trusted: random.Next(4) > 0);
                holders.Remove(any);
            }
            else
            {
                holders[holders.IndexOf(any)] = Write(any, random.Next(1, 30), cells);
            }

            pool.CheckIntegrity(holders.Select(holder => holder.Table));
            foreach (Holder holder in holders) CheckWindow(holder, window, cells);
        }

        Assert.True(hits > 0);
        foreach (Holder holder in holders) holder.Table.Clear();
        pool.CheckIntegrity([]);
        Assert.Equal(24, pool.FreeCount);
    }

    [Fact]
    public void Find_TokensJustOneBlock_LeavesTheBlockToCompute()
    {
        BlockPool pool = new(4, (_, _) => { });
        int[] tokens = new int[33];
        PrefixChain chain = new(PrefixHash.Root("a"));
        BlockTable table = new(pool, new AttentionWindow(null));
        table.MakeRoom(0, 32);
        table.Publish(32, chain, tokens);
        table.Settle(32);
        Assert.Equal(32, PrefixMatch.Find(pool, new AttentionWindow(null), chain, tokens).Tokens);
        Assert.Equal(16, PrefixMatch.Find(pool, new AttentionWindow(null), chain, tokens.AsSpan(..32)).Tokens);
        Assert.Equal(0, PrefixMatch.Find(pool, new AttentionWindow(null), new PrefixChain(PrefixHash.Root("b")), tokens).Tokens);
    }

    [Fact]
    public void Settle_WithWindow_HoldsNoMoreThanTheWindowAndAPartialBlock()
    {
        AttentionWindow window = new(40);
        BlockTable table = new(new BlockPool(8, (_, _) => { }), window);
        for (int computed = 0; computed < 1000; computed++)
        {
            Assert.Equal(1, table.MakeRoom(computed, 1));
            Assert.InRange(table.HeldCount, 1, window.MostBlocks(1000, 1));
            table.Settle(computed + 1);
        }
    }

    private static Holder Write(Holder holder, int count, string[] cells)
    {
        while (holder.Tokens.Count < holder.Computed + count) holder.Tokens.Add(holder.Tokens.Count % 2);
        int room = holder.Table.MakeRoom(holder.Computed, count);
        for (int position = holder.Computed; position < holder.Computed + room; position++)
        {
            cells[(holder.Table.Blocks[position / TokenBlock.Size] * TokenBlock.Size) + (position % TokenBlock.Size)] = Content(holder, position);
        }

        // As after a draft that held in part.
        int computed = holder.Computed + Math.Max(0, room - (count % 3));
        holder.Table.Publish(computed, holder.Chain, holder.Tokens.ToArray());
        holder.Table.Settle(computed);
        return holder with { Computed = computed };
    }

    private static void CheckWindow(Holder holder, AttentionWindow window, string[] cells)
    {
        for (int position = Math.Max(0, holder.Computed - (window.Width ?? int.MaxValue) + 1); position < holder.Computed; position++)
        {
            int block = holder.Table.Blocks[position / TokenBlock.Size];
            Assert.NotEqual(BlockTable.GivenBack, block);
            Assert.Equal(Content(holder, position), cells[(block * TokenBlock.Size) + (position % TokenBlock.Size)]);
        }
    }

    private static string Content(Holder holder, int position) => string.Concat(holder.Tokens.Take(position + 1));

    private sealed record Holder(BlockTable Table, PrefixChain Chain, List<int> Tokens, int Computed);
}
