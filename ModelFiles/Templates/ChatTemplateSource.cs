using System.Text;
using System.Text.Json;
using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Json;

namespace Inference.ModelFiles.Templates;

/// <summary>
/// The chat templates that come with a model, by name: "default", and perhaps others such as "tool_use" and "rag".
/// </summary>
public sealed class ChatTemplateSource
{
    public const string DefaultName = "default";
    public const string ToolUseName = "tool_use";

    private const long MaxFileBytes = 64 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _templates;

    private ChatTemplateSource(Dictionary<string, string> templates) => _templates = templates;

    /// <summary>Template texts by name; empty where the model has none.</summary>
    public IReadOnlyDictionary<string, string> Templates => _templates;

    /// <summary>One template that goes by no name.</summary>
    public static ChatTemplateSource FromText(string template) => new(new() { [DefaultName] = template });

    /// <summary>A template file by itself.</summary>
    /// <exception cref="ModelFileException">It cannot be read.</exception>
    public static ChatTemplateSource FromFile(string path) => FromText(ReadText(path));

    /// <summary>The templates in a GGUF file.</summary>
    /// <exception cref="ModelFileException">One of them is no text.</exception>
    public static ChatTemplateSource FromGguf(GgufMetadata metadata)
    {
        const string Key = "tokenizer.chat_template";
        var templates = new Dictionary<string, string>();
        if (metadata.Text(Key) is { } single) templates[DefaultName] = single;
        foreach (string name in metadata.Texts("tokenizer.chat_templates") ?? [])
        {
            if (metadata.Text($"{Key}.{name}") is { } named) templates[name] = named;
        }

        return new ChatTemplateSource(templates);
    }

    /// <summary>
    /// Reads a model directory. Later ones win: <c>tokenizer_config.json</c>, <c>chat_template.json</c>, <c>chat_template.jinja</c>
    /// with <c>additional_chat_templates/*.jinja</c>.
    /// </summary>
    /// <exception cref="ModelFileException">A file of these is damaged.</exception>
    public static ChatTemplateSource FromDirectory(string directory)
    {
        var templates = new Dictionary<string, string>();
        AddFromJson(Path.Combine(directory, "tokenizer_config.json"), templates);
        AddFromJson(Path.Combine(directory, "chat_template.json"), templates);
        string single = Path.Combine(directory, "chat_template.jinja");
        if (File.Exists(single)) templates[DefaultName] = ReadText(single);
        string additional = Path.Combine(directory, "additional_chat_templates");
        if (Directory.Exists(additional))
        {
            foreach (string file in Directory.EnumerateFiles(additional, "*.jinja").Order(StringComparer.Ordinal))
            {
                templates[Path.GetFileNameWithoutExtension(file)] = ReadText(file);
            }
        }

        return new ChatTemplateSource(templates);
    }

    /// <summary>Which template is for a request: the one for tools where tools are given and there is one. Null where there is none.</summary>
    internal string? Choose(bool hasTools) =>
        hasTools && _templates.ContainsKey(ToolUseName) ? ToolUseName
        : _templates.ContainsKey(DefaultName) ? DefaultName
        : _templates.Count == 1 ? _templates.Keys.Single()
        : null;

    private static void AddFromJson(string file, Dictionary<string, string> templates)
    {
        if (File.Exists(file) && JsonFile.ReadObject(file).TryGetProperty("chat_template", out JsonElement value)) Add(file, value, templates);
    }

    private static void Add(string file, JsonElement value, Dictionary<string, string> templates)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                templates[DefaultName] = Text(file, value);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement entry in value.EnumerateArray()) AddNamed(file, entry, templates);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject()) templates[property.Name] = Text(file, property.Value);
                break;
            default:
                throw Unexpected(file);
        }
    }

    private static void AddNamed(string file, JsonElement entry, Dictionary<string, string> templates)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("name", out JsonElement name)
            || !entry.TryGetProperty("template", out JsonElement template))
        {
            throw Unexpected(file);
        }

        templates[Text(file, name)] = Text(file, template);
    }

    private static string Text(string file, JsonElement value) => JsonText.TryRead(value, out string text) ? text : throw Unexpected(file);

    private static ModelFileException Unexpected(string file) =>
        new(file, "chat_template", "neither a text nor a list of {\"name\", \"template\"}");

    private static string ReadText(string file)
    {
        try
        {
            if (OrdinaryFile.Length(file) > MaxFileBytes) throw new ModelFileException(file, null, $"larger than {MaxFileBytes} bytes");
            return File.ReadAllText(file, StrictUtf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new ModelFileException(file, null, "is not UTF-8 text", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(file, null, error.Message, error);
        }
    }
}
