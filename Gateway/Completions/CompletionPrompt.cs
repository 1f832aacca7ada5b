using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Models;

namespace Inference.Gateway.Completions;

/// <summary>One prompt of a completion: its tokens, and the text that an echo repeats.</summary>
internal sealed record CompletionPrompt(IReadOnlyList<int> Tokens, string? Given)
{
    private const string Field = "prompt", Expected = "a string, a list of strings, a list of token ids, or a list of such lists";

    public static IReadOnlyList<CompletionPrompt> Read(RequestFields fields, ServedModel model)
    {
        bool special = fields.Flag("add_special_tokens") ?? true;
        JsonElement prompt = fields.Element(Field) ?? throw RequestFields.Missing(Field);
        if (prompt.ValueKind == JsonValueKind.String) return [OfText(prompt.GetString()!, model, special)];
        if (prompt.ValueKind != JsonValueKind.Array) throw RequestFields.WrongType(Field, Expected, prompt);
        if (prompt.GetArrayLength() == 0) throw RequestFields.Wrong(Field, "prompt must not be empty");
        return prompt[0].ValueKind switch
        {
            JsonValueKind.Number => [OfTokens(prompt)],
            JsonValueKind.String => [.. prompt.EnumerateArray().Select(text =>
                text.ValueKind == JsonValueKind.String ? OfText(text.GetString()!, model, special) : throw RequestFields.WrongType(Field, Expected, text))],
            JsonValueKind.Array => [.. prompt.EnumerateArray().Select(tokens =>
                tokens.ValueKind == JsonValueKind.Array ? OfTokens(tokens) : throw RequestFields.WrongType(Field, Expected, tokens))],
            _ => throw RequestFields.WrongType(Field, Expected, prompt[0]),
        };
    }

    public string Text(ServedModel model) => Given ?? model.Tokenizer?.Decode([.. Tokens]) ?? "";

    private static CompletionPrompt OfText(string text, ServedModel model, bool special) => model.Tokenizer is { } tokenizer
        ? new CompletionPrompt(tokenizer.Encode(text, special, parseSpecialTokens: true), text)
        : throw new InferenceException(InferenceError.InvalidRequest, "The model has no tokenizer: give the prompt as token ids.") { Parameter = Field };

    private static CompletionPrompt OfTokens(JsonElement tokens) =>
        new([.. tokens.EnumerateArray().Select(token => RequestFields.IntegerOf(Field, token))], null);
}
