using System.Buffers;

namespace Inference.Server.Downloads;

/// <summary>A file of a repository, as the hub's listing has it.</summary>
/// <param name="Path">From the repository's root, with slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Hash">What its bytes must come to.</param>
internal sealed record HubFile(string Path, long Size, ContentHash Hash)
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*?\"<>|");
    private static readonly string[] WeightEndings = [".safetensors", ".gguf", ".bin", ".pth", ".safetensors.index.json"];

    /// <summary>Whether it is weights, or says where they are.</summary>
    public bool HoldsWeights => WeightEndings.Any(ending => Path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the name is one that a download gives to files of its own.</summary>
    public bool IsOurs => Path == PullMarker.FileName || Path.EndsWith(PartialFile.Ending, StringComparison.Ordinal) || Path.EndsWith(PartialFile.TagEnding, StringComparison.Ordinal);

    /// <summary>Whether a path stays below the folder that it is taken from, on every operating system, and is a name that people can read.</summary>
    public static bool IsSafe(string path) =>
        path.Length is > 0 and <= 1024 && !path.AsSpan().ContainsAny(Forbidden) && !path.Any(char.IsControl)
        && path.Split('/').All(part => part.Length is > 0 and <= 255 && part.Trim(' ') == part && part is not ("." or ".."));
}
