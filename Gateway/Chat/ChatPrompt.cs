using System.Buffers;
using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;

namespace Inference.Gateway.Chat;

/// <summary>A conversation as the model's template writes it, and as token ids.</summary>
internal sealed record ChatPrompt(string Text, IReadOnlyList<int> Tokens)
{
    private const string Extra = "chat_template_kwargs";

    /// <summary>What vLLM refuses there too.</summary>
    private static readonly string[] NotExtra = ["messages", "tools", "chat_template", "tokenize"];

    /// <param name="fields">The request.</param>
    /// <param name="model">Whose template it is.</param>
    /// <param name="time">What the template calls now.</param>
    /// <param name="isForAnswer">Whether the prompt ends where an answer begins, unless the request says.</param>
    /// <exception cref="InferenceException">The request is no conversation, or the model takes none.</exception>
    /// <exception cref="TemplateException">The template refuses the conversation.</exception>
    public static ChatPrompt Read(RequestFields fields, ServedModel model, TimeProvider time, bool isForAnswer = true)
    {
        JsonElement messages = fields.List("messages") ?? throw RequestFields.Missing("messages");
        if (messages.GetArrayLength() == 0) throw RequestFields.Wrong("messages", "messages must not be empty");
        JsonElement? tools = fields.List("tools") is { } list && list.GetArrayLength() > 0 ? list : null;
        bool goesOn = fields.Flag("continue_final_message") ?? false;
        bool? addPrompt = fields.Flag("add_generation_prompt");
        if (goesOn && addPrompt == true)
        {
            throw RequestFields.Wrong("continue_final_message", "continue_final_message and add_generation_prompt cannot both be true");
        }

        Tokenizer tokenizer = model.Tokenizer ?? throw new InferenceException(InferenceError.InvalidRequest, "The model has no tokenizer to chat with; send token ids to /v1/completions.");
        ChatTemplate template = Choose(fields, model, tools is not null);
        string text;
        using (JsonDocument variables = Variables(fields, messages, tools, tokenizer, addPrompt ?? (isForAnswer && !goesOn)))
        {
            text = template.Render(variables.RootElement, time.GetLocalNow());
        }

        if (goesOn) text = CutAfterFinal(text, messages);
        return new ChatPrompt(text, tokenizer.Encode(text, addSpecialTokens: fields.Flag("add_special_tokens") ?? false, parseSpecialTokens: true));
    }

    private static ChatTemplate Choose(RequestFields fields, ServedModel model, bool hasTools)
    {
        if (fields.Text("chat_template") is not { } source)
        {
            return model.Template ?? model.Templates?.Choose(hasTools)
                ?? throw RequestFields.Wrong("chat_template", "The model has no chat template: give chat_template, or send texts to /v1/completions");
        }

        try
        {
            return ChatTemplate.Parse(source);
        }
        catch (TemplateException error)
        {
            throw RequestFields.Wrong("chat_template", error.Describe("chat_template"));
        }
    }

    /// <summary>Of two properties of one name the later counts: what the request says in fields of their own cannot be replaced.</summary>
    private static JsonDocument Variables(RequestFields fields, JsonElement messages, JsonElement? tools, Tokenizer tokenizer, bool addPrompt)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("bos_token"u8, SpellingOf(tokenizer, tokenizer.BosTokenId));
            writer.WriteString("eos_token"u8, SpellingOf(tokenizer, tokenizer.EosTokenId));
            if (fields.Object(Extra) is { } extra) WriteExtra(writer, extra);
            writer.WritePropertyName("messages"u8);
            ChatMessages.Write(writer, messages);
            writer.WriteBoolean("add_generation_prompt"u8, addPrompt);
            if (tools is { } list) Write("tools", list);
            if (fields.List("documents") is { } documents) Write("documents", documents);
            if (fields.Text("reasoning_effort") is { } effort) writer.WriteString("reasoning_effort"u8, effort);
            writer.WriteEndObject();

            void Write(string name, JsonElement value)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        return JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = JsonNodes.MaxDepth });
    }

    private static void WriteExtra(Utf8JsonWriter writer, JsonElement extra)
    {
        foreach (JsonProperty property in extra.EnumerateObject())
        {
            if (NotExtra.Contains(property.Name)) throw RequestFields.Wrong(Extra, $"{Extra} must not hold '{property.Name}', which the request says itself");
            property.WriteTo(writer);
        }
    }

    /// <summary>The text up to the end of the last message, without what the template closes it with.</summary>
    private static string CutAfterFinal(string text, JsonElement messages)
    {
        string final = messages[messages.GetArrayLength() - 1].TryGetProperty("content", out JsonElement content) ? ChatMessages.TextOf(content) : "";
        int at = text.LastIndexOf(final.Trim(), StringComparison.Ordinal);
        if (at < 0) throw RequestFields.Wrong("continue_final_message", "The final message does not appear in what the chat template makes of it");
        string untrimmed = final.TrimStart();
        return text.AsSpan(at).StartsWith(untrimmed, StringComparison.Ordinal) ? text[..(at + untrimmed.Length)] : text[..(at + final.Trim().Length)];
    }

    private static string SpellingOf(Tokenizer tokenizer, int? token) => token is { } id ? tokenizer.IdToToken(id) ?? "" : "";
}
