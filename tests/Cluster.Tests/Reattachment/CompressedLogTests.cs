using System.Text;
using Inference.Cluster.Reattachment;

namespace Inference.Cluster.Tests.Reattachment;

public sealed class CompressedLogTests
{
    private const int BlockSize = 1000, LongestPiece = 200, MostToRead = 50_000;

    /// <summary>That a piece takes beyond its own bytes where they cannot be compressed.</summary>
    private const int Frame = 16;

    private readonly CompressedLog _log = new(BlockSize, MostToRead);

    [Fact]
    public void Append_PiecesComeAndGo_WhatIsKeptIsWholeAndMemoryFollowsIt()
    {
        Random random = new(7);
        Queue<(byte[] Expected, CompressedLog.Piece Piece)> kept = [];
        for (int round = 0; round < 20_000; round++)
        {
            // Lives in a log that fills, runs empty and stays between.
            int most = (round / 2000 % 3) switch { 0 => 100, 1 => 0, _ => 20 };
            byte[] bytes = new byte[random.Next(LongestPiece + 1)];
            random.NextBytes(bytes);
            kept.Enqueue((bytes, _log.Append(bytes)));
            while (kept.Count > most)
            {
                (byte[] expected, CompressedLog.Piece piece) = kept.Dequeue();
                Assert.Equal(expected, piece.Copy().Read());
                _log.ForgetOldest();
            }

            // Blocks between the first and the last are full but for what the next piece did not fit into.
            int longest = LongestPiece + Frame;
            Assert.InRange(_log.Held, 0, (kept.Sum(piece => piece.Expected.Length + Frame) * BlockSize / (BlockSize - longest)) + (2 * BlockSize));
        }
    }

    [Fact]
    public void Copy_BlockIsUsedAgainMeanwhile_IsReadAllTheSame()
    {
        byte[] bytes = new byte[LongestPiece];
        new Random(2).NextBytes(bytes);
        _log.Append(bytes);
        CompressedPiece copy = _log.Append(bytes).Copy();
        for (int i = 0; i < 2; i++) _log.ForgetOldest();
        byte[] others = new byte[BlockSize - Frame];
        new Random(3).NextBytes(others);
        _log.Append(others);

        Assert.Equal(bytes, copy.Read());
    }

    [Fact]
    public void Append_PieceIsLargerThanABlock_HasOneOfItsOwn()
    {
        byte[] large = new byte[5 * BlockSize];
        new Random(3).NextBytes(large);
        _log.Append([1, 2]);
        CompressedLog.Piece piece = _log.Append(large);
        CompressedLog.Piece last = _log.Append([3]);
        _log.ForgetOldest();

        Assert.Equal(large, piece.Copy().Read());
        _log.ForgetOldest();
        Assert.Equal([3], last.Copy().Read());
        Assert.Equal(BlockSize, _log.Held);
    }

    [Fact]
    public void Append_PiecesAreMuchAlike_TakeLittleRoom()
    {
        byte[] text = new byte[LongestPiece];
        new Random(5).NextBytes(text);
        List<CompressedLog.Piece> pieces = [];
        for (int i = 0; i < 100; i++) pieces.Add(_log.Append([.. text, .. Encoding.ASCII.GetBytes($"{i}")]));

        Assert.InRange(_log.Held, 1, 100 * LongestPiece / 5);
        for (int i = 0; i < 100; i++) Assert.Equal([.. text, .. Encoding.ASCII.GetBytes($"{i}")], pieces[i].Copy().Read());
    }

    [Fact]
    public void Append_MoreThanIsToBeReadForAPiece_BeginsABlockAndTakesNoMoreThanIsInIt()
    {
        byte[] large = new byte[MostToRead];
        CompressedLog.Piece[] pieces = [.. Enumerable.Range(0, 100).Select(_ => _log.Append(large))];

        Assert.All(pieces, piece => Assert.Equal(large, piece.Copy().Read()));
        Assert.InRange(_log.Held, 1, 100 * BlockSize / 5);
    }
}
