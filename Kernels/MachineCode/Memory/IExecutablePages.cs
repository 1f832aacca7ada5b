namespace Inference.Kernels.MachineCode.Memory;

/// <summary>Where memory comes from that may hold code. It is never writable and executable at once.</summary>
internal interface IExecutablePages
{
    /// <summary>Writable memory of whole pages, or 0 where the system refuses.</summary>
    nint Map(nuint length);

    /// <summary>Makes it executable and no longer writable; false where the system refuses.</summary>
    bool MakeExecutable(nint start, nuint length);

    void Unmap(nint start, nuint length);
}
