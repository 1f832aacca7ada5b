using System.Text;
using System.Text.RegularExpressions;

namespace Inference.Gateway.Harmony;

/// <summary>What stands before a message: <c>&lt;|start|&gt;assistant&lt;|channel|&gt;commentary to=functions.f &lt;|constrain|&gt;json</c>.</summary>
/// <param name="Channel"><c>analysis</c>, <c>commentary</c> or <c>final</c>; empty where none is named.</param>
/// <param name="Function">The function that the message calls.</param>
internal sealed partial record HarmonyHeader(string Channel, string? Function)
{
    private const string Recipient = " to=";

    public static HarmonyHeader None { get; } = new("", null);

    public bool IsReasoning => Function is null && Channel == "analysis";

    public static HarmonyHeader Of(string text)
    {
        Match channel = ChannelPattern().Match(text), function = FunctionPattern().Match(text);
        return new HarmonyHeader(channel.Groups["name"].Value, function.Success ? function.Groups["name"].Value : null);
    }

    /// <summary>Whether this may be how an answer goes on behind <c>&lt;|start|&gt;assistant</c>, without a marker.</summary>
    public static bool MayBegin(StringBuilder text)
    {
        for (int i = 0; i < Math.Min(text.Length, Recipient.Length); i++)
        {
            if (text[i] != Recipient[i]) return false;
        }

        return text.Length <= 128;
    }

    [GeneratedRegex(@"<\|channel\|>\s*(?<name>\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex ChannelPattern();

    [GeneratedRegex(@"\bto=functions\.(?<name>[\w.-]+?)(?=$|\s|<)", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionPattern();
}
