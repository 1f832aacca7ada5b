using System.Text.RegularExpressions;
using Inference.Server.Terminal;

namespace Inference.Server.Downloads;

/// <summary>A model on a hub, as users name it: <c>hf://org/name[@revision][/file.gguf]</c>.</summary>
/// <param name="Repository"><c>org/name</c>.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
/// <param name="File">One GGUF file of the repository; null: the model that the repository is.</param>
internal sealed partial record HubReference(string Repository, string Revision, string? File)
{
    public const string Scheme = "hf://", DefaultRevision = "main";

    /// <summary>Whether the revision is a commit, which means the same for ever.</summary>
    public bool IsCommit => Commit().IsMatch(Revision);

    /// <exception cref="UsageException">The text names no model.</exception>
    public static HubReference Parse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success) throw new UsageException($"'{text}' names no model on a hub: write {Scheme}org/name, {Scheme}org/name@revision or {Scheme}org/name/file.gguf");
        string revision = match.Groups["revision"] is { Success: true } named ? Uri.UnescapeDataString(named.Value) : DefaultRevision;
        string? file = match.Groups["file"] is { Success: true } path ? path.Value : null;
        if (file is not null && !file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"'{file}' is no GGUF file; name the repository, and choose its files by --include");
        return new HubReference($"{match.Groups["owner"].Value}/{match.Groups["name"].Value}", revision, file);
    }

    public override string ToString() => $"{Scheme}{Repository}@{Revision}{(File is null ? "" : "/" + File)}";

    // Pull requests and conversions are revisions of three parts: refs/pr/1.
    [GeneratedRegex(@"^hf://(?<owner>[\w-][\w.-]*)/(?<name>[\w-][\w.-]*)(@(?<revision>refs/\w+/[\w.%-]+|[\w][\w.%+-]*))?(/(?<file>.+))?$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex("^[0-9a-f]{40}([0-9a-f]{24})?$")]
    private static partial Regex Commit();
}
