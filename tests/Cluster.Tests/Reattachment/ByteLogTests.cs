using Inference.Cluster.Reattachment;

namespace Inference.Cluster.Tests.Reattachment;

public sealed class ByteLogTests
{
    private const int BlockSize = 1000, LongestPiece = 200;

    [Fact]
    public void Append_PiecesComeAndGo_WhatIsKeptIsWholeAndMemoryFollowsIt()
    {
        Random random = new(7);
        ByteLog log = new(BlockSize);
        Queue<(byte[] Expected, ReadOnlyMemory<byte> Place)> kept = [];
        for (int round = 0; round < 20_000; round++)
        {
            // Lives in a log that fills, runs empty and stays between.
            int most = (round / 2000 % 3) switch { 0 => 100, 1 => 0, _ => 20 };
            byte[] bytes = new byte[random.Next(LongestPiece + 1)];
            random.NextBytes(bytes);
            kept.Enqueue((bytes, log.Append(bytes)));
            while (kept.Count > most)
            {
                (byte[] expected, ReadOnlyMemory<byte> place) = kept.Dequeue();
                Assert.Equal(expected, place.ToArray());
                log.ForgetOldest();
            }

            // Blocks between the first and the last are full but for what the next piece did not fit into.
            Assert.InRange(log.Held, 0, (kept.Sum(piece => piece.Expected.Length) * BlockSize / (BlockSize - LongestPiece)) + (3 * BlockSize));
        }
    }

    [Fact]
    public void Append_PieceIsLargerThanABlock_HasOneOfItsOwn()
    {
        ByteLog log = new(BlockSize);
        byte[] large = new byte[5 * BlockSize];
        large[^1] = 9;
        log.Append([1, 2]);
        ReadOnlyMemory<byte> place = log.Append(large);
        ReadOnlyMemory<byte> last = log.Append([3]);
        log.ForgetOldest();

        Assert.Equal(large, place.ToArray());
        log.ForgetOldest();
        Assert.Equal([3], last.ToArray());
        Assert.Equal(2 * BlockSize, log.Held);
    }
}
