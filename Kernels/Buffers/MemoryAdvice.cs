using System.Runtime.InteropServices;
using Inference.Kernels.Memory;

namespace Inference.Kernels.Buffers;

/// <summary>Tells the operating system how memory will be used. Advice only: where it is not understood nothing happens.</summary>
public static unsafe partial class MemoryAdvice
{
    internal const nuint HugePage = 2 << 20;
    private const int AdviseDontNeed = 4;
    private const int AdviseHugePage = 14;

    /// <summary>
    /// The bytes of a mapped file will not be read again soon: their pages leave this process. Reading them again brings them back.
    /// </summary>
    public static void Release(MappedBytes bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes.Length == 0) return;
        fixed (byte* start = bytes.Span(0, 1))
        {
            Advise(start, (nuint)bytes.Length, (nuint)Environment.SystemPageSize, AdviseDontNeed);
        }
    }

    internal static void PreferHugePages(byte* start, nuint length)
    {
        if (OperatingSystem.IsLinux()) Advise(start, length, HugePage, AdviseHugePage);
    }

    /// <summary>Whole pages only.</summary>
    private static void Advise(byte* start, nuint length, nuint page, int advice)
    {
        nuint first = ((nuint)start + page - 1) & ~(page - 1), end = ((nuint)start + length) & ~(page - 1);
        if (end > first) _ = PosixAdvise((void*)first, end - first, advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int PosixAdvise(void* start, nuint length, int advice);
}
