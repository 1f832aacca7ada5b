using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Models;

namespace Inference.Gateway.Completions;

/// <summary>One prompt of a completion, or input of an embedding: its tokens, and the text that an echo repeats.</summary>
internal sealed record CompletionPrompt(IReadOnlyList<int> Tokens, string? Given)
{
    private const string Expected = "a string, a list of strings, a list of token ids, or a list of such lists";

    public static IReadOnlyList<CompletionPrompt> Read(RequestFields fields, ServedModel model, string field = "prompt")
    {
        bool special = fields.Flag("add_special_tokens") ?? true;
        JsonElement prompt = fields.Element(field) ?? throw RequestFields.Missing(field);
        if (prompt.ValueKind == JsonValueKind.String) return [OfText(prompt.GetString()!, model, special, field)];
        if (prompt.ValueKind != JsonValueKind.Array) throw RequestFields.WrongType(field, Expected, prompt);
        if (prompt.GetArrayLength() == 0) throw RequestFields.Wrong(field, $"{field} must not be empty");
        return prompt[0].ValueKind switch
        {
            JsonValueKind.Number => [OfTokens(prompt, field)],
            JsonValueKind.String => [.. prompt.EnumerateArray().Select(text =>
                text.ValueKind == JsonValueKind.String ? OfText(text.GetString()!, model, special, field) : throw RequestFields.WrongType(field, Expected, text))],
            JsonValueKind.Array => [.. prompt.EnumerateArray().Select(tokens =>
                tokens.ValueKind == JsonValueKind.Array ? OfTokens(tokens, field) : throw RequestFields.WrongType(field, Expected, tokens))],
            _ => throw RequestFields.WrongType(field, Expected, prompt[0]),
        };
    }

    public string Text(ServedModel model) => Given ?? model.Tokenizer?.Decode([.. Tokens]) ?? "";

    public static CompletionPrompt OfText(string text, ServedModel model, bool special, string field) => model.Tokenizer is { } tokenizer
        ? new CompletionPrompt(tokenizer.Encode(text, special, parseSpecialTokens: true), text)
        : throw new InferenceException(InferenceError.InvalidRequest, $"The model has no tokenizer: give {field} as token ids.") { Parameter = field };

    private static CompletionPrompt OfTokens(JsonElement tokens, string field) =>
        new([.. tokens.EnumerateArray().Select(token => RequestFields.IntegerOf(field, token))], null);
}
