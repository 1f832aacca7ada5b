using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Embeddings;

/// <summary><c>/v1/score</c>: how near the vectors of texts are, one to each of many, or pair by pair.</summary>
internal sealed class ScoreEndpoint(ModelCatalog catalog, GatewayOptions options, ILogger<ScoreEndpoint> logger)
{
    /// <summary>What vLLM has called the two, the first of which is asked for where none is given.</summary>
    public static readonly (string Left, string Right)[] Names = [("text_1", "text_2"), ("queries", "documents"), ("data_1", "data_2")];

    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        EmbeddingRun run = new(inbound);
        (string one, string other) = Array.Find(Names, names => inbound.Fields.Has(names.Left) || inbound.Fields.Has(names.Right)) is { Left: not null } given ? given : Names[0];
        IReadOnlyList<EmbeddingRequest> left = Read(inbound, run, one), right = Read(inbound, run, other);
        if (left.Count != 1 && left.Count != right.Count)
        {
            throw RequestFields.Wrong(other, $"{one} must be one text, or as many as {other}: got {left.Count} and {right.Count}");
        }

        UnknownFields.Log(logger, inbound);
        float[][] vectors = await run.EmbedAsync([.. left, .. right]);
        ScoreItem[] data = [.. Enumerable.Range(0, right.Count).Select(index =>
            new ScoreItem(index, VectorMath.Cosine(vectors[left.Count == 1 ? 0 : index], vectors[left.Count + index])))];
        ScoreList answer = new("score-" + inbound.Id, inbound.Now.ToUnixTimeSeconds(), inbound.Model.Name, data, run.Usage);
        await JsonResponse.WriteAsync(context, answer, ApiJson.Default.ScoreList);
    }

    private static IReadOnlyList<EmbeddingRequest> Read(InboundRequest inbound, EmbeddingRun run, string field)
    {
        IReadOnlyList<string> texts = inbound.Fields.Texts(field) ?? throw RequestFields.Missing(field);
        return texts.Count > 0 ? run.Of(texts, field) : throw RequestFields.Wrong(field, $"{field} must not be empty");
    }
}

internal sealed record ScoreList(string Id, long Created, string Model, IReadOnlyList<ScoreItem> Data, Usage Usage)
{
    public string Object { get; } = "list";
}

internal sealed record ScoreItem(int Index, double Score)
{
    public string Object { get; } = "score";
}
