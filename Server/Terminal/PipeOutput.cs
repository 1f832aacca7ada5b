namespace Inference.Server.Terminal;

/// <summary>Writes to a pipe. One that does not block, as whoever made it may have said, has no room at times: from then on its writer waits for it.</summary>
/// <param name="pipe">Throws where there is no room.</param>
/// <param name="waiting">Makes what writes to the same pipe, and waits for room.</param>
internal sealed class PipeOutput(Stream pipe, Func<Stream> waiting) : Stream
{
    /// <summary>So many bytes a pipe takes as a whole, or not at all.</summary>
    private const int MostAtOnce = 4096;

    /// <summary>As Linux numbers it.</summary>
    private const int NoRoom = 11;

    private Stream? _waiting;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (; buffer.Length > 0 && _waiting is null; buffer = buffer[Math.Min(MostAtOnce, buffer.Length)..])
        {
            try
            {
                pipe.Write(buffer[..Math.Min(MostAtOnce, buffer.Length)]);
            }
            catch (IOException error) when (error.HResult == NoRoom)
            {
                _waiting = waiting();
                break;
            }
        }

        _waiting?.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>It waits here: nobody has anything else to do meanwhile.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return default;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Dispose();
            _waiting?.Dispose();
        }

        base.Dispose(disposing);
    }
}
