namespace Inference.LoadTests.Targets;

/// <summary>Signals that end, hold or wake a process.</summary>
internal enum Signal
{
    Kill,
    Stop,
    Term,
    Cont,
}
