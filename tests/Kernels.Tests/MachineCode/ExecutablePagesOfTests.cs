using Inference.Kernels.MachineCode.Memory;

namespace Inference.Kernels.Tests.MachineCode;

/// <summary>Pages of the system, counted, where a system refuses from a number of mappings on, or to make code executable.</summary>
internal sealed class ExecutablePagesOfTests : IExecutablePages
{
    private readonly PosixPages _pages = new();

    /// <summary>After so many mappings none is given.</summary>
    public int MappingsGiven { get; init; } = int.MaxValue;

    /// <summary>After so many pages were made executable no more are.</summary>
    public int ExecutableGiven { get; init; } = int.MaxValue;

    public int Mapped { get; private set; }

    public int MadeExecutable { get; private set; }

    public int Unmapped { get; private set; }

    public nint Map(nuint length)
    {
        if (Mapped == MappingsGiven) return 0;
        Mapped++;
        return _pages.Map(length);
    }

    public bool MakeExecutable(nint start, nuint length)
    {
        if (MadeExecutable == ExecutableGiven) return false;
        MadeExecutable++;
        return _pages.MakeExecutable(start, length);
    }

    public void Unmap(nint start, nuint length)
    {
        Unmapped++;
        _pages.Unmap(start, length);
    }
}
