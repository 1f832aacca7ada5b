using System.IO.Enumeration;

namespace Inference.Server.Downloads;

/// <summary>Patterns of paths as <c>hf download</c> has them: <c>*</c> is any text, slashes included, and <c>?</c> any character; <c>folder/</c> is all that is in it.</summary>
internal static class FilePattern
{
    public static bool Matches(string pattern, string path) => FileSystemName.MatchesSimpleExpression(pattern.EndsWith('/') ? pattern + "*" : pattern, path, ignoreCase: false);
}
