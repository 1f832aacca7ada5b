using Inference.Server.Terminal;

namespace Inference.Server.Tests.Terminal;

public sealed class PipeOutputTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(20_000)]
    [InlineData(70_000)]
    public async Task Write_PipeHasNoRoomAtTimes_EverythingComesOnceAndInOrder(int room)
    {
        using MemoryStream written = new();
        byte[] bytes = new byte[65_000];
        new Random(1).NextBytes(bytes);
        await using (PipeOutput output = new(new Pipe(written, room, errno: 11), () => new Pipe(written, int.MaxValue, errno: 0)))
        {
            await output.WriteAsync(bytes.AsMemory(0, 10_000));
            output.Write(bytes, 10_000, 50_000);
            await output.WriteAsync(bytes.AsMemory(60_000));
            await output.FlushAsync();
        }

        Assert.Equal(bytes, written.ToArray());
    }

    [Fact]
    public void Write_NobodyReads_SaysSo()
    {
        using MemoryStream written = new();
        using PipeOutput output = new(new Pipe(written, 0, errno: 32), () => throw new InvalidOperationException("There is nobody to wait for."));

        Assert.True(StandardOutput.IsClosed(Assert.Throws<IOException>(() => output.Write([1]))));
    }

    /// <summary>Takes so many bytes in all, each write as a whole or not at all.</summary>
    private sealed class Pipe(MemoryStream written, int room, int errno) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length > room - written.Length) throw new IOException("", errno);
            written.Write(buffer);
        }
    }
}
