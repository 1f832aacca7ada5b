using System.Text.Json;
using Inference.ModelFiles.Json;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>What the small files beside a tokenizer say: tokenizer_config.json, special_tokens_map.json and added_tokens.json.</summary>
internal sealed record TokenizerSettings
{
    public static readonly TokenizerSettings None = new();

    /// <summary>Whether any such file was there.</summary>
    public bool Known { get; init; }

    public string? Bos { get; init; }

    public string? Eos { get; init; }

    public string? Unknown { get; init; }

    public string? Pad { get; init; }

    public bool? AddBos { get; init; }

    public bool? AddEos { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <exception cref="ModelFileException">One of the files is there and damaged.</exception>
    public static TokenizerSettings Read(string directory)
    {
        TokenizerSettings settings = None;
        Dictionary<string, AddedToken> added = [];
        foreach (string name in (ReadOnlySpan<string>)["special_tokens_map.json", "tokenizer_config.json", "added_tokens.json"])
        {
            string file = Path.Combine(directory, name);
            if (!File.Exists(file))
                continue;
            using JsonDocument document = JsonFile.Open(file);
            ProblemList problems = new(file);
            JsonFields root = new(document.RootElement, "", problems);
            if (!root.IsObject)
                problems.Fail(null, "is not a JSON object");
            settings = name == "added_tokens.json" ? settings : settings.With(root);
            AddTokens(name == "added_tokens.json" ? root : root.Child("added_tokens_decoder"), added);
            problems.ThrowIfAny();
        }
        return settings with { AddedTokens = [.. added.Values] };
    }

    private TokenizerSettings With(JsonFields root) => this with
    {
        Known = true,
        Bos = TokenText(root, "bos_token") ?? Bos,
        Eos = TokenText(root, "eos_token") ?? Eos,
        Unknown = TokenText(root, "unk_token") ?? Unknown,
        Pad = TokenText(root, "pad_token") ?? Pad,
        AddBos = root.Has("add_bos_token") ? root.Flag("add_bos_token", absent: false) : AddBos,
        AddEos = root.Has("add_eos_token") ? root.Flag("add_eos_token", absent: false) : AddEos,
    };

    /// <summary>A token written as its text or as an object with it.</summary>
    private static string? TokenText(JsonFields root, string field)
    {
        if (!root.TryGet(field, out JsonElement value))
            return null;
        return value.ValueKind == JsonValueKind.Object ? root.Child(field).Text("content") : root.Text(field);
    }

    /// <summary>Either <c>{"id": {"content": …}}</c> or <c>{"content": id}</c>.</summary>
    private static void AddTokens(JsonFields tokens, Dictionary<string, AddedToken> added)
    {
        if (!tokens.IsObject)
            return;
        Models.Vocabulary nothing = new([]);
        foreach (JsonProperty entry in tokens.Element.EnumerateObject())
        {
            bool described = entry.Value.ValueKind == JsonValueKind.Object;
            JsonFields fields = new(entry.Value, $"{tokens.Path}.{JsonVocabularies.Shorten(entry.Name)}", tokens.Problems);
            int? id = described ? int.TryParse(entry.Name, out int key) ? key : null
                : entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out int number) ? number : null;
            string content = described ? fields.RequiredText("content") : entry.Name;
            if (JsonAddedTokens.ReadOne(fields, content, id, nothing) is { } token)
                added.TryAdd(content, token);
        }
    }
}
