using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Completions;

/// <summary><c>/v1/completions</c>.</summary>
internal sealed class CompletionsEndpoint(ModelCatalog catalog, GatewayOptions options, ILogger<CompletionsEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        CompletionRequest request = CompletionRequest.Read(inbound);
        UnknownFields.Log(logger, inbound);
        TextGeneration generation = new(request.Texts);
        string id = "cmpl-" + inbound.Id;
        if (request.Stream.IsStream)
        {
            GenerationStream stream = new(context, options, logger);
            CompletionStream chunks = new(request, generation, stream.Events, id, inbound.Now);
            await stream.RunAsync(generation, chunks.SendAsync, chunks.FinishAsync);
            return;
        }

        IReadOnlyList<IReadOnlyList<ChoiceResult>> results = await ChoiceResult.CollectAsync(generation, request.Wanted, context.RequestAborted);
        Completion answer = new(id, inbound.Now.ToUnixTimeSeconds(), request.Model.Name, new CompletionChoices(request, generation).Of(results)) { Usage = generation.Usage };
        await JsonResponse.WriteAsync(context, answer, ApiJson.Default.Completion);
    }
}
