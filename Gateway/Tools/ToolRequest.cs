using System.Text.Json;
using Inference.Contracts;

namespace Inference.Gateway.Tools;

/// <summary>Reads members of a request's tool parameters.</summary>
internal static class ToolRequest
{
    public static InferenceException Invalid(string parameter, string problem) =>
        new(InferenceError.InvalidRequest, $"'{parameter}' {problem}") { Parameter = parameter };

    /// <summary>Whether the member is there; null is as good as absent.</summary>
    public static bool TryGet(JsonElement from, string member, out JsonElement value) =>
        from.TryGetProperty(member, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The member's text; null where it is absent or no text.</summary>
    public static string? Text(JsonElement from, string member) =>
        from.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>
    /// JSON may hold what .NET's JSON does not take: escapes that are half of a character (<see cref="InvalidOperationException"/>) and
    /// members of one name (<see cref="ArgumentException"/>). Both are the client's to mend.
    /// </summary>
    public static T Guard<T>(string parameter, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw Invalid(parameter, "holds a member twice, or an escape that is no character");
        }
    }
}
