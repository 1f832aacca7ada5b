using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Gateway.Chat;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Tools;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Responses;

/// <summary><c>/v1/responses</c>: a chat in other words. Responses are kept for a while, so that others can follow them.</summary>
internal sealed class ResponsesEndpoint(ModelCatalog catalog, GatewayOptions options, ResponseStore store, ILogger<ResponsesEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        inbound.Name(("messages", "input"), ("Prompt", "input"), ("MaxTokens", "max_output_tokens"), ("max_completion_tokens", "max_output_tokens"), ("response_format", "text"));
        int owner = ResponseStore.OwnerOf(context);
        JsonElement items = ResponseInput.Read(inbound.Fields, id => store.Find(owner, id));
        ChatRequest request = ChatRequest.Read(inbound.As(ResponsesTranslation.ToChat(inbound.Fields, items)));
        ResponseObject response = new(NewId("resp_"), inbound.Fields, request, inbound.Now);
        UnknownFields.Log(logger, inbound);
        TextGeneration generation = new([request.Text]);
        if (request.Stream.IsStream)
        {
            GenerationStream stream = new(context, options, logger);
            ResponseStream events = new(response, request, generation, stream.Events, NewId, Keep);
            await stream.RunAsync(generation, events.SendAsync, events.FinishAsync, events.FailAsync);
            return;
        }

        ChoiceResult choice = (await ChoiceResult.CollectAsync(generation, wanted: 1, context.RequestAborted))[0][0];
        JsonObject whole = response.Ended(Items(request.Reading.Whole(choice.Text)), choice.End, generation.Usage);
        Keep(whole);
        await JsonResponse.WriteAsync(context, whole, ApiJson.Default.JsonObject);

        void Keep(JsonObject ended)
        {
            if (response.IsKept) store.Add(owner, response.Id, Stored(ended, items));
        }
    }

    private static StoredResponse Stored(JsonObject response, JsonElement items)
    {
        JsonArray conversation = [.. items.EnumerateArray().Select(item => JsonNode.Parse(item.GetRawText()))];
        foreach (JsonNode? item in response["output"]!.AsArray()) conversation.Add(item!.DeepClone());
        return new StoredResponse(ApiJson.Write(response, ApiJson.Default.JsonObject), ApiJson.Write(conversation, ApiJson.Default.JsonArray));
    }

    private static IEnumerable<JsonObject> Items(ChatAnswer answer)
    {
        const string Status = "completed";
        if (answer.Reasoning is { } reasoning) yield return ResponseItems.Reasoning(NewId("rs_"), Status, reasoning);
        if (answer.Content is { Length: > 0 } || answer.Calls.Count == 0) yield return ResponseItems.Message(NewId("msg_"), Status, answer.Content ?? "");
        foreach (ToolCall call in answer.Calls) yield return ResponseItems.Call(NewId("fc_"), Status, call);
    }

    private static string NewId(string prefix) => prefix + Guid.NewGuid().ToString("N");
}
