using Inference.LoadTests.Chaos;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Output;

/// <summary>What a command has measured, as it is kept in JSON and shown as a page.</summary>
internal sealed record LoadReport
{
    public required string Title { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The command line that makes it again.</summary>
    public required string Command { get; init; }

    /// <summary>Where the load came from, and whether the server shared it.</summary>
    public required string Machine { get; init; }

    public required ReportKind Kind { get; init; }

    public required IReadOnlyList<RunResult> Runs { get; init; }

    /// <summary>What else there is to say, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public EqualityReport? Equality { get; init; }
}
