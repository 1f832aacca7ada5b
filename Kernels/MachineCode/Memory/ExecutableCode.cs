namespace Inference.Kernels.MachineCode.Memory;

/// <summary>Functions in memory that can be called. Who makes it disposes it, after the last call.</summary>
internal sealed unsafe class ExecutableCode : IDisposable
{
    /// <summary>Functions begin where a cache line does.</summary>
    private const int Alignment = 64;

    /// <summary>The place of a function without instructions, which nobody may call.</summary>
    private const int Absent = -1;

    private readonly IExecutablePages _pages;
    private readonly nuint _length;
    private nint _start;

    private ExecutableCode(IExecutablePages pages, nint start, nuint length, int[] places)
    {
        _pages = pages;
        _start = start;
        _length = length;
        Functions = [.. places.Select(place => place == Absent ? 0 : start + place)];
    }

    /// <summary>Null where the system does not let code be written at run time, as hardened ones do not.</summary>
    public static ExecutableCode? TryLoad(IExecutablePages pages, IReadOnlyList<byte[]> functions)
    {
        int[] places = new int[functions.Count];
        int end = 0;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = functions[i].Length == 0 ? Absent : end;
            end = (end + functions[i].Length + Alignment - 1) / Alignment * Alignment;
        }

        nuint page = (nuint)Environment.SystemPageSize, length = ((nuint)end + page - 1) / page * page;
        nint start = pages.Map(length);
        if (start == 0) return null;
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] != Absent) functions[i].CopyTo(new Span<byte>((byte*)start + places[i], functions[i].Length));
        }

        if (pages.MakeExecutable(start, length)) return new ExecutableCode(pages, start, length, places);
        pages.Unmap(start, length);
        return null;
    }

    /// <summary>The addresses of the functions in the order in which they were given, 0 for those without instructions; valid until this is disposed.</summary>
    public nint[] Functions { get; }

    public void Dispose()
    {
        if (_start != 0) _pages.Unmap(_start, _length);
        _start = 0;
    }
}
