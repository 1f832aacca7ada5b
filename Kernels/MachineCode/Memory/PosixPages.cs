using System.Runtime.InteropServices;

namespace Inference.Kernels.MachineCode.Memory;

/// <summary>Pages from the operating system, by mmap and mprotect.</summary>
internal sealed partial class PosixPages : IExecutablePages
{
    private const int Readable = 1, Writable = 2, Executable = 4;
    private const int Private = 0x02, Anonymous = 0x20;

    public nint Map(nuint length)
    {
        nint start = Map(0, length, Readable | Writable, Private | Anonymous, -1, 0);
        return start == -1 ? 0 : start;
    }

    public bool MakeExecutable(nint start, nuint length) => Protect(start, length, Readable | Executable) == 0;

    public void Unmap(nint start, nuint length) => _ = Free(start, length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint start, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(nint start, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Free(nint start, nuint length);
}
