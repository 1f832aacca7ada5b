using System.Runtime.InteropServices;

namespace Inference.Server.Terminal;

/// <summary>
/// Ctrl-C and SIGTERM: the first cancels the command, which ends in good order; the second ends the process at once. A command may
/// take Ctrl-C for something of its own meanwhile.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private volatile Action? _instead;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Until the result is disposed, Ctrl-C does this.</summary>
    public IDisposable Instead(Action action)
    {
        _instead = action;
        return new Restoration(this);
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        if (signal.Signal == PosixSignal.SIGINT && _instead is { } instead)
        {
            signal.Cancel = true;
            instead();
            return;
        }

        // Not cancelled a second time: then the signal does what it does by itself.
        signal.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }

    private sealed class Restoration(Interruption interruption) : IDisposable
    {
        public void Dispose() => interruption._instead = null;
    }
}
