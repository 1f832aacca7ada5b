namespace Inference.ModelFiles;

/// <summary>
/// A model file is damaged, hostile or not one that can be read. It holds every problem found, not the first only,
/// and is the only exception that reading a file's content may end in.
/// </summary>
public sealed class ModelFileException : Exception
{
    public ModelFileException(IReadOnlyList<ModelFileProblem> problems, Exception? inner = null)
        : base(Describe(problems), inner) => Problems = problems;

    public ModelFileException(string file, string? item, string message, Exception? inner = null)
        : this([new ModelFileProblem(file, item, message)], inner)
    {
    }

    public IReadOnlyList<ModelFileProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ModelFileProblem> problems) => problems.Count == 1
        ? problems[0].ToString()
        : $"{problems.Count} problems:\n" + string.Join('\n', problems.Select(problem => $"  {problem}"));
}
