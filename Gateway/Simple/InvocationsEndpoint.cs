using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Simple;

/// <summary><c>/invocations</c>: the one address that Amazon SageMaker has for all requests. What the body has tells whose it is.</summary>
internal sealed class InvocationsEndpoint(ChatEndpoint chat, CompletionsEndpoint completions, EmbeddingsEndpoint embeddings, RerankEndpoint rerank, ScoreEndpoint score)
{
    private readonly (string[] Fields, RequestDelegate Handle)[] _kinds =
    [
        (["messages"], chat.HandleAsync),
        (["prompt"], completions.HandleAsync),
        (["input"], embeddings.HandleAsync),
        (["query", "documents"], rerank.HandleAsync),
        .. ScoreEndpoint.Names.Select(names => ((string[], RequestDelegate))([names.Left, names.Right], score.HandleAsync)),
    ];

    public async Task HandleAsync(HttpContext context)
    {
        RequestFields body = new(await RequestBody.ReadObjectAsync(context));
        RequestDelegate? handle = Array.Find(_kinds, kind => kind.Fields.All(body.Has)).Handle;
        await (handle ?? throw new InferenceException(InferenceError.InvalidRequest, $"The body must have one of: {string.Join("; ", _kinds.Select(kind => string.Join(" and ", kind.Fields)))}."))(context);
    }
}
