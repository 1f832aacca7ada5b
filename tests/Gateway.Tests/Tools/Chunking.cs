namespace Inference.Gateway.Tests.Tools;

/// <summary>Ways to cut a text, as a stream may.</summary>
internal static class Chunking
{
    public static IEnumerable<string> Characters(string text) => text.Select(c => c.ToString());

    /// <summary>Pieces of up to nine characters; some are empty.</summary>
    public static IEnumerable<string> Random(string text, Random random)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(random.Next(10), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
