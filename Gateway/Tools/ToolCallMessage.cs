using System.Text;
using System.Text.Json;

namespace Inference.Gateway.Tools;

/// <summary>A whole answer: its content, null where there is none, and its calls in order.</summary>
public sealed record ToolCallMessage(string? Content, IReadOnlyList<ToolCall> Calls)
{
    /// <summary>
    /// Parses an answer that is complete. Unlike a stream, it can be taken back: if a call's arguments are no JSON object, the whole
    /// text is content and there are no calls.
    /// </summary>
    /// <param name="parser">A fresh one.</param>
    /// <param name="text">The answer.</param>
    /// <param name="isForced">The request forces calls: the text is nothing else, and stays one where it was cut off.</param>
    public static ToolCallMessage Read(IToolCallParser parser, string text, bool isForced = false)
    {
        var content = new StringBuilder();
        var calls = new List<(string Id, string Name, StringBuilder Arguments)>();
        foreach (ToolDelta delta in parser.Append(text).Concat(parser.Finish()))
        {
            switch (delta)
            {
                case ContentDelta piece:
                    content.Append(piece.Text);
                    break;
                case ToolCallDelta { Id: { } id, Name: { } name } first:
                    calls.Add((id, name, new StringBuilder(first.Arguments)));
                    break;
                case ToolCallDelta later:
                    calls[later.Index].Arguments.Append(later.Arguments);
                    break;
            }
        }

        ToolCall[] whole = [.. calls.Select(call => new ToolCall(call.Id, call.Name, call.Arguments.ToString()))];
        return isForced || whole.All(call => IsObject(call.Arguments))
            ? new ToolCallMessage(content.Length > 0 ? content.ToString() : null, whole)
            : new ToolCallMessage(text, []);
    }

    private static bool IsObject(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
