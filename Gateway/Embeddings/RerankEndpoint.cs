using System.Text.Json;
using System.Text.Json.Serialization;
using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Embeddings;

/// <summary><c>/v1/rerank</c>: documents by how near their vectors are to the query's, nearest first.</summary>
internal sealed class RerankEndpoint(ModelCatalog catalog, GatewayOptions options, ILogger<RerankEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        EmbeddingRun run = new(inbound);
        string query = inbound.Fields.Text("query") ?? throw RequestFields.Missing("query");
        string[] documents = ReadDocuments(inbound.Fields);
        int most = inbound.Fields.Integer("top_n") ?? 0;
        if (most < 0) throw RequestFields.Wrong("top_n", $"top_n must be at least 1, or 0 for all documents, got {most}");
        bool showsDocuments = inbound.Fields.Flag("return_documents") ?? true;
        IReadOnlyList<EmbeddingRequest> requests = [.. run.Of([query], "query"), .. run.Of(documents, "documents")];
        UnknownFields.Log(logger, inbound);

        float[][] vectors = await run.EmbedAsync(requests);
        IEnumerable<RankedDocument> ranked = documents
            .Select((text, index) => new RankedDocument(index, VectorMath.Cosine(vectors[0], vectors[index + 1])) { Document = showsDocuments ? new DocumentText(text) : null })
            .OrderByDescending(document => document.RelevanceScore).ThenBy(document => document.Index);
        Ranking answer = new("rerank-" + inbound.Id, inbound.Model.Name, [.. most > 0 ? ranked.Take(most) : ranked], run.Usage);
        await JsonResponse.WriteAsync(context, answer, ApiJson.Default.Ranking);
    }

    /// <summary>Each is a string, or an object with one as its <c>text</c>.</summary>
    private static string[] ReadDocuments(RequestFields fields)
    {
        const string Field = "documents";
        JsonElement list = fields.List(Field) ?? throw RequestFields.Missing(Field);
        if (list.GetArrayLength() == 0) throw RequestFields.Wrong(Field, "documents must not be empty");
        return [.. list.EnumerateArray().Select(document =>
        {
            JsonElement text = document.ValueKind == JsonValueKind.Object && document.TryGetProperty("text", out JsonElement inner) ? inner : document;
            return text.ValueKind == JsonValueKind.String ? text.GetString()! : throw RequestFields.WrongType(Field, "a list of strings, or of objects with a text", text);
        })];
    }
}

internal sealed record Ranking(string Id, string Model, IReadOnlyList<RankedDocument> Results, Usage Usage);

internal sealed record RankedDocument(int Index, double RelevanceScore)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DocumentText? Document { get; init; }
}

internal sealed record DocumentText(string Text);
