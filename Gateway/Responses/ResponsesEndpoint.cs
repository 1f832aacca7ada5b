using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Gateway.Chat;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Inference.Gateway.Tools;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Responses;

/// <summary><c>/v1/responses</c>: a chat in other words. Responses are kept for a while, so that others can follow them.</summary>
internal sealed class ResponsesEndpoint(ModelCatalog catalog, GatewayOptions options, ResponseStore store, StreamedResponses responses, ILogger<ResponsesEndpoint> logger)
{
    private const string IdPrefix = "resp_";

    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        int owner = ResponseStore.OwnerOf(context);
        Name(inbound);
        JsonElement items = ResponseInput.Read(inbound.Fields, id => store.Find(owner, id));
        ChatRequest request = Read(inbound, items);
        UnknownFields.Log(logger, inbound);
        string id = NewId(IdPrefix);
        if (request.Stream.IsStream)
        {
            await StreamAsync(context, request, items, await responses.BeginAsync(inbound, id, choices: 1, [request.Text.Tokens], items));
            return;
        }

        ResponseObject response = new(id, inbound.Fields, request, inbound.Now);
        TextGeneration generation = new([request.Text], byToken: request.ShowsLogprobs, options.StreamPacing);
        ChoiceResult choice = new();
        ChatTextReader reader = request.Reading.NewReader();
        MessageLogprobs logprobs = new(request);
        await foreach (TextPiece piece in generation.RunAsync(context.RequestAborted))
        {
            choice.Add(piece);
            if (request.ShowsLogprobs) logprobs.Add(piece, [.. reader.Read(piece.Text, piece.End is not null)]);
        }

        JsonObject whole = response.Ended(Items(request.Reading.Whole(choice.Text), logprobs.All, choice.End), choice.End, generation.Usage);
        Keep(context, response, whole, items);
        await JsonResponse.WriteAsync(context, whole, ApiJson.Default.JsonObject);
    }

    /// <summary>The rest of a stream, for a client that lost its connection.</summary>
    public async Task ResumeAsync(HttpContext context)
    {
        if (await responses.TakeOverAsync(context, IdPrefix) is not { } response)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        Name(response.Inbound);
        await StreamAsync(context, Read(response.Inbound, response.Input!.Value), response.Input.Value, response);
    }

    private static void Name(InboundRequest inbound) =>
        inbound.Name(("messages", "input"), ("Prompt", "input"), ("MaxTokens", "max_output_tokens"), ("max_completion_tokens", "max_output_tokens"), ("response_format", "text.format"));

    private static ChatRequest Read(InboundRequest inbound, JsonElement items) => ChatRequest.Read(inbound.As(ResponsesTranslation.ToChat(inbound.Fields, items)));

    private async Task StreamAsync(HttpContext context, ChatRequest request, JsonElement items, StreamedResponse streamed)
    {
        request = request with { Text = request.Text with { Tokens = streamed.Requests[0] } };
        ResponseObject response = new(streamed.Id, streamed.Inbound.Fields, request, streamed.Inbound.Now);
        TextGeneration generation = new([request.Text], byToken: request.ShowsLogprobs || streamed.Cursor is not null, options.StreamPacing);
        GenerationStream stream = new(context, streamed, options, logger);
        ResponseStream events = new(response, request, generation, stream.Events, whole => Keep(context, response, whole, items));
        await stream.RunAsync(generation, events.Add, events.Finish, events.Fail);
    }

    private void Keep(HttpContext context, ResponseObject response, JsonObject ended, JsonElement items)
    {
        if (response.IsKept) store.Add(ResponseStore.OwnerOf(context), response.Id, Stored(ended, items));
    }

    private static StoredResponse Stored(JsonObject response, JsonElement items)
    {
        JsonArray conversation = [.. items.EnumerateArray().Select(item => JsonNodes.Of(item))];
        foreach (JsonNode? item in response["output"]!.AsArray()) conversation.Add(item!.DeepClone());
        return new StoredResponse(ApiJson.Write(response, ApiJson.Default.JsonObject), ApiJson.Write(conversation, ApiJson.Default.JsonArray));
    }

    /// <summary>An item that the answer's end has cut off says so.</summary>
    private static JsonObject[] Items(ChatAnswer answer, JsonArray logprobs, ChoiceEnd end)
    {
        const string Status = "completed";
        List<JsonObject> items = [];
        if (answer.Reasoning is { } reasoning) items.Add(ResponseItems.Reasoning(NewId("rs_"), Status, reasoning));
        if (answer.Content is { Length: > 0 } || (answer.Calls.Count == 0 && items.Count == 0)) items.Add(ResponseItems.Message(NewId("msg_"), Status, answer.Content ?? "", logprobs));
        items.AddRange(answer.Calls.Select(call => ResponseItems.Call(NewId("fc_"), Status, call)));
        items[^1]["status"] = ResponseObject.StatusOf(end);
        return [.. items];
    }

    private static string NewId(string prefix) => prefix + Guid.NewGuid().ToString("N");
}
