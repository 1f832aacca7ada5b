using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Embeddings;

/// <summary><c>/v1/embeddings</c> and <c>/pooling</c>.</summary>
internal sealed class EmbeddingsEndpoint(ModelCatalog catalog, GatewayOptions options, ILogger<EmbeddingsEndpoint> logger)
{
    private const string Input = "input";

    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        (EncodedVector[] vectors, Usage usage) = await EmbedAsync(inbound);
        EmbeddingItem[] data = [.. vectors.Select((vector, index) => new EmbeddingItem(index, vector))];
        EmbeddingList answer = new("embd-" + inbound.Id, inbound.Now.ToUnixTimeSeconds(), inbound.Model.Name, data, usage);
        await JsonResponse.WriteAsync(context, answer, ApiJson.Default.EmbeddingList);
    }

    /// <summary>The same in vLLM's more general form, for one of the tasks that it has.</summary>
    public async Task PoolAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        if (inbound.Fields.Text("task") is not (null or "embed")) throw RequestFields.Wrong("task", "task must be embed: the model makes one vector of a text, and neither classifies nor scores");
        (EncodedVector[] vectors, Usage usage) = await EmbedAsync(inbound);
        PooledItem[] data = [.. vectors.Select((vector, index) => new PooledItem(index, vector))];
        PooledList answer = new("pool-" + inbound.Id, inbound.Now.ToUnixTimeSeconds(), inbound.Model.Name, data, usage);
        await JsonResponse.WriteAsync(context, answer, ApiJson.Default.PooledList);
    }

    private async Task<(EncodedVector[] Vectors, Usage Usage)> EmbedAsync(InboundRequest inbound)
    {
        inbound.Name((nameof(EmbeddingRequest.Tokens), Input));
        EmbeddingRun run = new(inbound);
        bool asBase64 = ReadsBase64(inbound.Fields);
        int size = run.ReadSize();
        IReadOnlyList<EmbeddingRequest> requests = ReadInput(inbound.Fields, run);
        UnknownFields.Log(logger, inbound);
        float[][] vectors = await run.EmbedAsync(requests);
        return ([.. vectors.Select(vector => new EncodedVector(run.Shorten(vector, size), asBase64))], run.Usage);
    }

    private static IReadOnlyList<EmbeddingRequest> ReadInput(RequestFields fields, EmbeddingRun run)
    {
        if (!fields.Has("messages")) return run.Read(Input);
        return fields.Has(Input) ? throw RequestFields.Wrong(Input, "input and messages cannot both be given") : run.ReadConversation();
    }

    private static bool ReadsBase64(RequestFields fields) => fields.Text("encoding_format") switch
    {
        null or "float" => false,
        "base64" => true,
        _ => throw RequestFields.Wrong("encoding_format", "encoding_format must be float or base64"),
    };
}
