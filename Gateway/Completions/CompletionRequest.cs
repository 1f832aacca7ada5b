using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Parameters;

namespace Inference.Gateway.Completions;

/// <summary>What <c>/v1/completions</c> was asked.</summary>
/// <param name="Texts">A request for each prompt.</param>
/// <param name="Stream">Whether and how the answer comes in parts.</param>
/// <param name="Wanted">Choices for each prompt.</param>
/// <param name="Names">How tokens are called.</param>
/// <param name="ShowsLogprobs">Whether the answer has log-probabilities.</param>
/// <param name="ReturnTokenIds">Whether the answer has token ids.</param>
/// <param name="Echoes">By prompt, the text that comes first; null where none is wanted.</param>
/// <param name="OnlyEcho">Whether nothing but that is wanted.</param>
internal sealed record CompletionRequest(
    IReadOnlyList<TextRequest> Texts, StreamFields Stream, int Wanted, TokenNames Names, bool ShowsLogprobs, bool ReturnTokenIds, IReadOnlyList<string>? Echoes, bool OnlyEcho)
{
    private const int DefaultMaxTokens = 16;

    public ServedModel Model => Texts[0].Model;

    /// <summary>The one token that a mere echo takes to be computed is nobody's.</summary>
    public Usage UsageOf(TextGeneration generation) =>
        OnlyEcho ? Usage.Of(generation.Usage.PromptTokens, 0, generation.Usage.PromptTokensDetails.CachedTokens) : generation.Usage;

    public static CompletionRequest Read(InboundRequest inbound)
    {
        RequestFields fields = inbound.Fields;
        ServedModel model = inbound.Model;
        if (fields.Text("suffix") is { Length: > 0 }) throw RequestFields.Wrong("suffix", "suffix is not supported");
        StreamFields stream = StreamFields.Read(fields);
        bool echo = fields.Flag("echo") ?? false;
        int most = fields.Integer("max_tokens") ?? DefaultMaxTokens;
        bool onlyEcho = echo && most == 0;
        SamplingParams sampling = Sampling(fields, model, onlyEcho ? 1 : most, echo);
        if (stream.IsStream && fields.Has("prompt_logprobs")) throw RequestFields.Wrong("prompt_logprobs", "prompt_logprobs are not available with stream=true");
        int wanted = fields.Integer("n") ?? 1;
        if (sampling.N > wanted && stream.IsStream) throw RequestFields.Wrong("best_of", "best_of is not available with stream=true");

        IReadOnlyList<CompletionPrompt> prompts = CompletionPrompt.Read(fields, model);
        inbound.CheckChoices(prompts.Count, sampling);
        TextFields text = TextFields.Read(fields);
        ConstraintSpec? constraint = ConstraintFields.Read(inbound);
        List<TextRequest> texts = [];
        List<string> echoes = [];
        foreach (CompletionPrompt prompt in prompts)
        {
            IReadOnlyList<int> tokens = PromptLength.Truncate(prompt.Tokens, fields, model, most);
            if (echo) echoes.Add((tokens.Count == prompt.Tokens.Count ? prompt : new CompletionPrompt(tokens, null)).Text(model));
            PromptLength.Check(tokens.Count, fields.Has("max_tokens") ? most : null, model, "prompt", "max_tokens");
            texts.Add(new TextRequest(model, inbound.ToTokens(tokens, sampling, constraint), text));
        }

        TokenNames names = new(model.Tokenizer, fields.Flag("return_tokens_as_token_ids") ?? false);
        bool ids = fields.Flag("return_token_ids") ?? false;
        fields.AcceptTexts("user", "request_id");
        return new CompletionRequest(
            texts, stream, wanted, names, fields.Has("logprobs"), ids, echo ? echoes : null, onlyEcho);
    }

    private static SamplingParams Sampling(RequestFields fields, ServedModel model, int most, bool echo)
    {
        int? logprobs = fields.Integer("logprobs");
        SamplingParams sampling = SamplingFields.Read(fields, model, most);
        bool ranks = sampling.N > (fields.Integer("n") ?? 1);
        return sampling with
        {
            Logprobs = logprobs ?? (ranks ? 0 : null),
            PromptLogprobs = sampling.PromptLogprobs ?? (echo ? logprobs : null),
        };
    }
}
