namespace Inference.Cluster;

/// <summary>What is wrong with a component's options, collected so that all of it is reported at once.</summary>
internal sealed class OptionProblems
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> All => _problems;

    public void Expect(bool holds, string problem)
    {
        if (!holds) _problems.Add(problem);
    }

    /// <exception cref="ArgumentException">There are problems; the message names all.</exception>
    public static void Throw(string component, IReadOnlyList<string> problems)
    {
        if (problems.Count > 0) throw new ArgumentException($"{component} options: {string.Join(" ", problems)}");
    }
}
