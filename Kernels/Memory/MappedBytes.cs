using System.Diagnostics.CodeAnalysis;

namespace Inference.Kernels.Memory;

/// <summary>A range of a <see cref="MappedFile"/>, of any length. Every access is checked against the range.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "A view; nobody compares two of them.")]
public readonly struct MappedBytes
{
    private readonly MappedFile? _file;
    private readonly long _offset;

    internal MappedBytes(MappedFile file, long offset, long length)
    {
        _file = file;
        _offset = offset;
        Length = length;
    }

    public long Length { get; }

    /// <summary>The file it lies in; null for the default value, which is empty.</summary>
    public MappedFile? File => _file;

    /// <summary>Where the range begins in its file.</summary>
    public long Offset => _offset;

    /// <summary>
    /// <paramref name="length"/> bytes from <paramref name="offset"/> of this range. See <see cref="MappedFile"/> for how long they
    /// may be used.
    /// </summary>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        Check(offset, length);
        return _file is null ? default : _file.Span(_offset + offset, length);
    }

    /// <summary>All of it; the range must be shorter than 2 GiB.</summary>
    public ReadOnlySpan<byte> Span() => Span(0, checked((int)Length));

    public MappedBytes Slice(long offset, long length)
    {
        Check(offset, length);
        return _file is null ? default : new MappedBytes(_file, _offset + offset, length);
    }

    /// <summary>See <see cref="MappedFile.Hold"/>.</summary>
    public MappedFileHold Hold() => _file?.Hold() ?? new MappedFileHold(null);

    private void Check(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), $"Bytes {offset} … +{length} lie outside a range of {Length} bytes.");
    }
}
