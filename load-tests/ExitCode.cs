namespace Inference.LoadTests;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    public const int CouldNotRun = 1;

    public const int WrongUsage = 2;

    /// <summary>An objective was missed.</summary>
    public const int ObjectiveMissed = 3;

    /// <summary>A stream was wrong: an event twice, missing or out of order, no end, or another text than undisturbed.</summary>
    public const int BrokenStreams = 4;

    public const int Interrupted = 130;
}
