using System.Globalization;
using System.Text.Json;
using Inference.ModelFiles.Templates;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>One line of <c>render</c>'s input: the template's variables, and the time it is to see.</summary>
internal sealed record RenderRequest(JsonElement Variables, DateTimeOffset Now)
{
    private const string MessagesField = "messages", NowField = "now", ToolsField = "tools";

    private bool HasTools => Variables.TryGetProperty(ToolsField, out JsonElement tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0;

    public static RenderRequest Read(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object) throw new CommandException("each line must be a JSON object");
        if (!line.TryGetProperty(MessagesField, out JsonElement messages) || messages.ValueKind != JsonValueKind.Array)
        {
            throw new CommandException($"'{MessagesField}' must be a list of messages");
        }

        return new RenderRequest(line, line.TryGetProperty(NowField, out JsonElement now) ? ReadTime(now) : DateTimeOffset.Now);
    }

    public string Render(ChatTemplateSet templates) =>
        (templates.Choose(HasTools) ?? throw new CommandException("the model has no chat template")).Render(Variables, Now);

    /// <summary>ISO 8601 or seconds since 1970; null is no time at all.</summary>
    private static DateTimeOffset ReadTime(JsonElement now) => now.ValueKind switch
    {
        JsonValueKind.Null => DateTimeOffset.Now,
        JsonValueKind.Number when now.TryGetDouble(out double seconds) && Math.Abs(seconds) < 1e11 => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        JsonValueKind.String when DateTimeOffset.TryParse(
            now.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => throw new CommandException($"'{NowField}' must be a time such as 2024-07-26T12:00:00, or seconds since 1970"),
    };
}
