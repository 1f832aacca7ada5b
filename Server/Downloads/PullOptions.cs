namespace Inference.Server.Downloads;

/// <summary>What is downloaded, and how.</summary>
/// <param name="Model">Which model.</param>
/// <param name="Directory">What it becomes.</param>
/// <param name="Choice">Which of its files.</param>
internal sealed record PullOptions(HubReference Model, string Directory, FileChoice Choice)
{
    /// <summary>Files at a time. 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Whether only a model that can be served is published. True.</summary>
    public bool Validate { get; init; } = true;

    public RetryOptions Retry { get; init; } = new();

    /// <summary>What decides which files are taken, in a form to compare.</summary>
    public string ChoiceText => $"{Model.File}|{string.Join(',', Choice.Include)}|{string.Join(',', Choice.Exclude)}";
}
