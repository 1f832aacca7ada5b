using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Inference.Gateway.Parameters;

namespace Inference.Gateway.Chat;

/// <summary>What <c>/v1/chat/completions</c> was asked.</summary>
internal sealed record ChatRequest(TextRequest Text, StreamFields Stream, int Wanted, TokenNames Names, bool ReturnTokenIds, string Echo, ChatReading Reading)
{
    private const string Role = "assistant";

    public static ChatRequest Read(InboundRequest inbound)
    {
        RequestFields fields = inbound.Fields;
        int? most = fields.Integer("max_completion_tokens"), former = fields.Integer("max_tokens");
        string maxName = most is null ? "max_tokens" : "max_completion_tokens";
        inbound.Name((nameof(SamplingParams.MaxTokens), maxName), (nameof(GenerateRequest.Prompt), "messages"), (nameof(SamplingParams.Logprobs), "top_logprobs"));
        StreamFields stream = StreamFields.Read(fields);
        SamplingParams sampling = SamplingFields.Read(fields, inbound.Model, most ?? former) with { Logprobs = ReadLogprobs(fields) };
        inbound.CheckChoices(1, sampling);
        if (stream.IsStream && sampling.PromptLogprobs is not null) throw RequestFields.Wrong("prompt_logprobs", "prompt_logprobs are not available with stream=true");
        int wanted = fields.Integer("n") ?? 1;
        if (sampling.N > wanted)
        {
            if (stream.IsStream) throw RequestFields.Wrong("best_of", "best_of is not available with stream=true");
            sampling = sampling with { Logprobs = sampling.Logprobs ?? 0 };
        }

        ChatPrompt prompt = ChatPrompt.Read(fields, inbound.Model, inbound.Options.Time);
        IReadOnlyList<int> tokens = PromptLength.Truncate(prompt.Tokens, fields, inbound.Model, most ?? former);
        PromptLength.Check(tokens.Count, most ?? former, inbound.Model, "messages", maxName);
        string echo = fields.Flag("echo") == true ? FinalAnswer(fields.List("messages")!.Value) : "";
        TokenNames names = new(inbound.Model.Tokenizer, fields.Flag("return_tokens_as_token_ids") ?? false);
        bool ids = fields.Flag("return_token_ids") ?? false;
        ChatReading reading = ChatReading.Read(inbound, prompt.Text);
        ConstraintSpec? constraint = ConstraintFields.Read(inbound);
        TextFields textFields = TextFields.Read(fields);
        if (reading.NeedsSpecialTokens) textFields = textFields with { SkipSpecialTokens = false };
        TextRequest text = new(inbound.Model, inbound.ToTokens(tokens, sampling, reading.Forced ?? constraint, reading.Reasoning), textFields) { NewReasoningParser = reading.NewReasoningParser };
        AcceptOthers(fields);
        return new ChatRequest(text, stream, wanted, names, ids, echo, reading) { ShowsLogprobs = fields.Flag("logprobs") ?? false, ShowsReasoning = fields.Flag("include_reasoning") ?? true };
    }

    public bool ShowsLogprobs { get; private init; }

    public bool ShowsReasoning { get; private init; }

    private static int? ReadLogprobs(RequestFields fields)
    {
        bool wanted = fields.Flag("logprobs") ?? false;
        int? top = fields.Integer("top_logprobs");
        if (top is < 0) throw RequestFields.Wrong("top_logprobs", $"top_logprobs must be at least 0, got {top}");
        if (top is > 0 && !wanted) throw RequestFields.Wrong("top_logprobs", "top_logprobs can only be given with logprobs=true");
        return wanted ? top ?? 0 : null;
    }

    private static void AcceptOthers(RequestFields fields)
    {
        fields.AcceptTexts("user", "service_tier", "safety_identifier", "prompt_cache_key", "request_id");
        fields.Flag("store");
        fields.Object("metadata");
        if ((fields.Texts("modalities") ?? []).Any(modality => modality != "text")) throw RequestFields.Wrong("modalities", "modalities must be text: this model writes nothing else");
    }

    /// <summary>What the answer goes on with, where the conversation ends with a message of the one who answers.</summary>
    private static string FinalAnswer(JsonElement messages)
    {
        JsonElement final = messages[messages.GetArrayLength() - 1];
        return final.GetProperty("role").ValueEquals(Role) && final.TryGetProperty("content", out JsonElement content) ? ChatMessages.TextOf(content) : "";
    }
}
