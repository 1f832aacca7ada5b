using System.Runtime.InteropServices;

namespace Inference.Kernels.Memory;

/// <summary>While it is not disposed, the mapping it was taken from stays in memory.</summary>
public sealed class MappedFileHold : IDisposable
{
    private SafeHandle? _mapping;

    internal MappedFileHold(SafeHandle? mapping)
    {
        bool held = false;
        mapping?.DangerousAddRef(ref held);
        _mapping = mapping;
    }

    public void Dispose() => Interlocked.Exchange(ref _mapping, null)?.DangerousRelease();
}
