using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Inference.Kernels.Memory;

/// <summary>
/// A file mapped read-only into memory: nothing is copied, pages come from disk when they are first read.
/// <para>
/// Ownership: whoever disposes the file has no spans of it in use, or every other reader keeps a <see cref="Hold"/> while it
/// uses them. After <see cref="Dispose"/> every new access throws <see cref="ObjectDisposedException"/>; spans given
/// out before stay readable until the last hold is released. A file that is never disposed stays mapped until
/// the process ends; a collection never unmaps it under a live span.
/// </para>
/// <para>
/// The length is fixed when the file is opened. Replacing the file (write elsewhere, rename over it) is safe: the mapping keeps
/// the old content. Truncating it in place is not: the operating system ends a process that reads a page which is gone.
/// </para>
/// </summary>
public sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private readonly unsafe byte* _start;
    private volatile bool _disposed;

    private unsafe MappedFile(string path, long length, MemoryMappedViewAccessor? view)
    {
        Path = path;
        Length = length;
        _view = view;
        if (view is null) return;

        // The reference that this takes is also what keeps the handle's finalizer from unmapping.
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>The whole file.</summary>
    public MappedBytes Bytes => new(this, 0, Length);

    /// <summary>
    /// Maps an existing file. Throws what opening a file throws: <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static MappedFile Open(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(handle);
        if (length == 0) return new MappedFile(path, 0, null);

        using MemoryMappedFile mapping = MemoryMappedFile.CreateFromFile(
            handle, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(path, length, mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
    }

    /// <summary>A part of the file. The range must lie within it.</summary>
    public MappedBytes Slice(long offset, long length) => Bytes.Slice(offset, length);

    /// <summary>Keeps spans of this file readable until the result is disposed, even if the file itself is disposed meanwhile.</summary>
    public MappedFileHold Hold()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new MappedFileHold(_view?.SafeMemoryMappedViewHandle);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true) || _view is null) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }

    /// <summary>The caller has checked the range.</summary>
    internal unsafe ReadOnlySpan<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ReadOnlySpan<byte>(_start + offset, length);
    }
}
