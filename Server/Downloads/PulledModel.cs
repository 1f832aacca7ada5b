using Inference.ModelFiles;
using Inference.Server.Inspection;

namespace Inference.Server.Downloads;

/// <summary>Whether what was downloaded can be served: its configuration, tokenizer, templates and the heads of its weights are read as serving would.</summary>
internal static class PulledModel
{
    /// <summary>What the files say is wrong before weights are there.</summary>
    public static IReadOnlyList<string> ProblemsBeforeWeights(string directory) => Check(directory, package =>
    {
        package.ReadConfig();
        package.ReadTokenizer();
        return [];
    });

    public static IReadOnlyList<string> Problems(string directory) => Check(directory, package =>
    {
        ModelReport report = new ModelInspector(package, context: null, sequences: 1).Read();
        IEnumerable<string> missing = report.Weights is null ? ["no weights are among the files"] : [];
        return [.. report.Problems, .. missing, .. report.Tokenizer is null ? report.Notes : []];
    });

    private static IReadOnlyList<string> Check(string directory, Func<ModelPackage, IReadOnlyList<string>> check)
    {
        try
        {
            using ModelPackage package = ModelPackage.Open(directory);
            return [.. check(package).Select(problem => Relative(problem, directory))];
        }
        catch (ModelFileException error)
        {
            return [.. error.Problems.Select(problem => Relative(problem.ToString(), directory))];
        }
    }

    /// <summary>Where files lie for a while is of no interest.</summary>
    private static string Relative(string problem, string directory) => problem.Replace(directory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(directory + ": ", "", StringComparison.Ordinal);
}
