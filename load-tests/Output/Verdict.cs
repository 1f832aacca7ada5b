namespace Inference.LoadTests.Output;

/// <summary>The exit code that a report calls for.</summary>
internal static class Verdict
{
    /// <summary>Streams that are wrong weigh more than objectives that are missed.</summary>
    public static int Of(LoadReport report)
    {
        if (report.Runs.Any(run => run.Summary.Faults.Count > 0) || report.Equality is { IsClean: false }) return ExitCode.BrokenStreams;
        return report.Runs.Any(run => run.Objectives.Any(objective => !objective.IsKept)) ? ExitCode.ObjectiveMissed : ExitCode.Done;
    }
}
