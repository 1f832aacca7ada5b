using System.Diagnostics.CodeAnalysis;

namespace Inference.ModelFiles;

/// <summary>
/// Collects what is wrong with a model, so that one error can list it all. It keeps the first <see cref="Kept"/> problems and
/// counts the rest: a hostile file cannot make the list long.
/// </summary>
internal sealed class ProblemList(string file)
{
    public const int Kept = 100;

    private const int MaxQuoted = 500;

    private readonly List<ModelFileProblem> _problems = [];
    private int _more;

    public bool Any => _problems.Count > 0;

    /// <summary>Whether further problems are counted only: a reason to stop looking for them where that is slow.</summary>
    public bool IsFull => _problems.Count == Kept;

    /// <summary>Item and message may quote the file: what cannot be printed is replaced, what is too long is cut.</summary>
    public void Add(string? item, string message) =>
        Add(new ModelFileProblem(file, item is null ? null : Printable(item), Printable(message)));

    public void Add(ModelFileProblem problem)
    {
        if (_problems.Count < Kept) _problems.Add(problem);
        else _more++;
    }

    public void AddRange(IEnumerable<ModelFileProblem> problems)
    {
        foreach (ModelFileProblem problem in problems) Add(problem);
    }

    /// <summary>For damage after which the rest of the file cannot be understood: throws, with everything found so far.</summary>
    [DoesNotReturn]
    public void Fail(string? item, string message, Exception? inner = null)
    {
        Add(item, message);
        throw ToException(inner);
    }

    public void ThrowIfAny()
    {
        if (Any) throw ToException(null);
    }

    private static string Printable(string text)
    {
        string cut = text.Length <= MaxQuoted ? text : string.Concat(text.AsSpan(0, MaxQuoted), "…");
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : cut;
    }

    private ModelFileException ToException(Exception? inner) => new(
        _more == 0 ? [.. _problems] : [.. _problems, new ModelFileProblem(file, null, $"and {_more} more problems")], inner);
}
