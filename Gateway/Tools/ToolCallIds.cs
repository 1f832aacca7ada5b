using System.Security.Cryptography;

namespace Inference.Gateway.Tools;

/// <summary>Ids of tool calls, as clients know them.</summary>
internal static class ToolCallIds
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Letters = 24, MistralLetters = 9;

    /// <param name="parser">What reads the calls; null: one for calls that are forced.</param>
    /// <param name="letters">Gives so many letters and digits; random ones unless given.</param>
    public static Func<string> For(string? parser, Func<int, string>? letters = null)
    {
        Func<int, string> source = letters ?? (static count => RandomNumberGenerator.GetString(Alphanumeric, count));

        // Mistral's templates refuse ids of any other form.
        return parser == "mistral" ? () => source(MistralLetters) : () => "call_" + source(Letters);
    }
}
