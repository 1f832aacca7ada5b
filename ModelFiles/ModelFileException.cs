namespace Inference.ModelFiles;

/// <summary>
/// A model file is damaged, hostile or not one that can be read. It holds every problem found, not the first only,
/// and is the only exception that reading a file's content may end in.
/// </summary>
public sealed class ModelFileException : Exception
{
    /// <summary>A file that is cut off lacks hundreds of tensors, and a few say it.</summary>
    private const int MostTold = 5;

    public ModelFileException(IReadOnlyList<ModelFileProblem> problems, Exception? inner = null)
        : base(Describe(problems), inner) => Problems = problems;

    public ModelFileException(string file, string? item, string message, Exception? inner = null)
        : this([new ModelFileProblem(file, item, message)], inner)
    {
    }

    public IReadOnlyList<ModelFileProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ModelFileProblem> problems) => problems.Count == 1
        ? problems[0].ToString()
        : $"{problems.Count} problems{(problems.Count > MostTold ? $", the first {MostTold} of them" : "")}:\n" + string.Join('\n', problems.Take(MostTold).Select(problem => $"  {problem}"));
}
