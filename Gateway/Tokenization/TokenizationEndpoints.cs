using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.ModelFiles.Tokenization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Tokenization;

/// <summary><c>/tokenize</c> and <c>/detokenize</c>: texts and conversations to token ids, and back.</summary>
internal sealed class TokenizationEndpoints(ModelCatalog catalog, GatewayOptions options, ILogger<TokenizationEndpoints> logger)
{
    public async Task TokenizeAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        RequestFields fields = inbound.Fields;
        Tokenizer tokenizer = TokenizerOf(inbound.Model);
        IReadOnlyList<int> tokens = fields.Has("messages")
            ? ChatPrompt.Read(fields, inbound.Model, options.Time).Tokens
            : tokenizer.Encode(fields.Text("prompt") ?? throw RequestFields.Missing("prompt"), fields.Flag("add_special_tokens") ?? true, parseSpecialTokens: true);
        IReadOnlyList<string>? spellings = fields.Flag("return_token_strs") == true ? [.. tokens.Select(token => tokenizer.IdToToken(token) ?? "")] : null;
        UnknownFields.Log(logger, inbound);
        await JsonResponse.WriteAsync(context, new TokenizeAnswer(tokens.Count, inbound.Model.MaxLength, tokens, spellings), ApiJson.Default.TokenizeAnswer);
    }

    public async Task DetokenizeAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        Tokenizer tokenizer = TokenizerOf(inbound.Model);
        IReadOnlyList<int> tokens = inbound.Fields.Integers("tokens") ?? throw RequestFields.Missing("tokens");
        if (tokens.Any(token => (uint)token >= (uint)tokenizer.VocabularySize))
        {
            throw RequestFields.Wrong("tokens", $"tokens must be ids in [0, {tokenizer.VocabularySize - 1}]");
        }

        UnknownFields.Log(logger, inbound);
        await JsonResponse.WriteAsync(context, new DetokenizeAnswer(tokenizer.Decode([.. tokens])), ApiJson.Default.DetokenizeAnswer);
    }

    private static Tokenizer TokenizerOf(ServedModel model) =>
        model.Tokenizer ?? throw new InferenceException(InferenceError.InvalidRequest, "The model has no tokenizer.") { Parameter = "model" };
}

internal sealed record TokenizeAnswer(int Count, int MaxModelLen, IReadOnlyList<int> Tokens, IReadOnlyList<string>? TokenStrs);

internal sealed record DetokenizeAnswer(string Prompt);
