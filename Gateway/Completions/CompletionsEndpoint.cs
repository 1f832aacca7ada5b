using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Completions;

/// <summary><c>/v1/completions</c>.</summary>
internal sealed class CompletionsEndpoint(ModelCatalog catalog, GatewayOptions options, StreamedResponses responses, ILogger<CompletionsEndpoint> logger)
{
    private const string IdPrefix = "cmpl-";

    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        CompletionRequest request = CompletionRequest.Read(inbound);
        UnknownFields.Log(logger, inbound);
        string id = IdPrefix + inbound.Id;
        if (request.Stream.IsStream)
        {
            IReadOnlyList<GenerateRequest> requests = [.. request.Texts.Select(text => text.Tokens)];
            await StreamAsync(context, request, await responses.BeginAsync(inbound, id, request.Wanted * requests.Count, requests));
            return;
        }

        TextGeneration generation = new(request.Texts, pacing: options.StreamPacing);
        IReadOnlyList<IReadOnlyList<ChoiceResult>> results = await ChoiceResult.CollectAsync(generation, request.Wanted, context.RequestAborted);
        Completion answer = new(id, inbound.Now.ToUnixTimeSeconds(), request.Model.Name, new CompletionChoices(request, generation).Of(results), request.UsageOf(generation));
        await JsonResponse.WriteAsync(context, answer, ApiJson.Default.Completion);
    }

    /// <summary>The rest of a stream, for a client that lost its connection.</summary>
    public async Task ResumeAsync(HttpContext context)
    {
        if (await responses.TakeOverAsync(context, IdPrefix) is { } response) await StreamAsync(context, CompletionRequest.Read(response.Inbound), response);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task StreamAsync(HttpContext context, CompletionRequest request, StreamedResponse response)
    {
        request = request with { Texts = [.. request.Texts.Zip(response.Requests, (text, tokens) => text with { Tokens = tokens })] };
        TextGeneration generation = new(request.Texts, byToken: response.Cursor is not null, pacing: options.StreamPacing);
        GenerationStream stream = new(context, response, options, logger);
        CompletionStream chunks = new(request, generation, stream.Events, response.Id, response.Inbound.Now);
        await stream.RunAsync(generation, chunks.Add, chunks.Finish);
    }
}
