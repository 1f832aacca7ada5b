using Inference.Kernels.Memory;
using Inference.Support;

namespace Inference.Kernels.Tests.Memory;

public sealed class MappedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Span_WithinTheRange_ReadsTheFile()
    {
        using MappedFile file = MappedFile.Open(_folder.Write("a", [0, 1, 2, 3, 4, 5, 6, 7]));

        MappedBytes slice = file.Slice(2, 5).Slice(1, 3);

        Assert.Equal(8, file.Length);
        Assert.Equal([3, 4, 5], slice.Span().ToArray());
        Assert.Equal([4], slice.Span(1, 1).ToArray());
        Assert.Equal(3, slice.Offset);
        Assert.True(slice.Span(3, 0).IsEmpty);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(-1, 1)]
    [InlineData(4, 0)]
    [InlineData(2, -1)]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    public void Span_OutsideTheRange_Throws(long offset, int length)
    {
        using MappedFile file = MappedFile.Open(_folder.Write("a", new byte[8]));
        MappedBytes slice = file.Slice(2, 3);

        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Span(offset, length).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(offset, length).Length);
    }

    [Fact]
    public void Open_EmptyFile_HasNoBytes()
    {
        using MappedFile file = MappedFile.Open(_folder.Write("empty", []));

        Assert.Equal(0, file.Length);
        Assert.True(file.Bytes.Span().IsEmpty);
        using MappedFileHold hold = file.Hold();
    }

    [Fact]
    public void Open_BeyondTwoGibibytes_ReadsTheEnd()
    {
        string path = _folder.PathTo("sparse");
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength((5L << 30) + 1);
            stream.Position = 5L << 30;
            stream.WriteByte(42);
        }

        using MappedFile file = MappedFile.Open(path);

        Assert.Equal(42, file.Bytes.Span(5L << 30, 1)[0]);
        Assert.Equal([0, 42], file.Slice((5L << 30) - 1, 2).Span().ToArray());
        Assert.Throws<OverflowException>(() => file.Bytes.Span().Length);
    }

    [Fact]
    public void Span_AfterDispose_Throws()
    {
        MappedFile file = MappedFile.Open(_folder.Write("a", new byte[8]));
        MappedBytes bytes = file.Bytes;
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => bytes.Span().Length);
        Assert.Throws<ObjectDisposedException>(() => bytes.Hold());
    }

    [Fact]
    public void Hold_FileDisposedMeanwhile_SpanStaysReadable()
    {
        MappedFile file = MappedFile.Open(_folder.Write("a", [1, 2, 3]));
        using MappedFileHold hold = file.Hold();
        ReadOnlySpan<byte> span = file.Bytes.Span();

        file.Dispose();

        Assert.Equal([1, 2, 3], span.ToArray());
        hold.Dispose();
    }

    [Fact]
    public void Hold_ReadersRaceWithDispose_EitherReadOrAreTurnedAway()
    {
        byte[] content = [.. Enumerable.Range(0, 65536).Select(i => (byte)(i * 31))];
        string path = _folder.Write("a", content);
        for (int round = 0; round < 50; round++)
        {
            MappedFile file = MappedFile.Open(path);
            using Barrier start = new(3);
            int mismatches = 0;
            void Read() => Interlocked.Add(ref mismatches, ReadUntilDisposed(file, content, start));
            Thread[] readers = [new(Read), new(Read)];
            foreach (Thread reader in readers) reader.Start();
            start.SignalAndWait();
            file.Dispose();
            foreach (Thread reader in readers) reader.Join();
            Assert.Equal(0, mismatches);
        }
    }

    [Fact]
    public void Open_MissingFile_Throws() =>
        Assert.Throws<FileNotFoundException>(() => MappedFile.Open(_folder.PathTo("missing")));

    private static int ReadUntilDisposed(MappedFile file, byte[] content, Barrier start)
    {
        start.SignalAndWait();
        int mismatches = 0;
        try
        {
            while (true)
            {
                using MappedFileHold hold = file.Hold();
                if (!file.Bytes.Span().SequenceEqual(content)) mismatches++;
            }
        }
        catch (ObjectDisposedException)
        {
            return mismatches;
        }
    }
}
