using Inference.Contracts;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Chat;

/// <summary><c>/v1/chat/completions</c>.</summary>
internal sealed class ChatEndpoint(ModelCatalog catalog, GatewayOptions options, StreamedResponses responses, ILogger<ChatEndpoint> logger)
{
    private const string IdPrefix = "chatcmpl-";

    public async Task HandleAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        ChatRequest request = ChatRequest.Read(inbound);
        UnknownFields.Log(logger, inbound);
        string id = IdPrefix + inbound.Id;
        if (request.Stream.IsStream)
        {
            await StreamAsync(context, request, await responses.BeginAsync(inbound, id, request.Wanted, [request.Text.Tokens]));
            return;
        }

        TextGeneration generation = new([request.Text], pacing: options.StreamPacing);
        IReadOnlyList<ChoiceResult> choices = (await ChoiceResult.CollectAsync(generation, request.Wanted, context.RequestAborted))[0];
        await JsonResponse.WriteAsync(context, Answer(request, generation, choices, id, inbound.Now), ApiJson.Default.ChatCompletion);
    }

    /// <summary>The rest of a stream, for a client that lost its connection.</summary>
    public async Task ResumeAsync(HttpContext context)
    {
        if (await responses.TakeOverAsync(context, IdPrefix) is { } response) await StreamAsync(context, ChatRequest.Read(response.Inbound), response);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task StreamAsync(HttpContext context, ChatRequest request, StreamedResponse response)
    {
        request = request with { Text = request.Text with { Tokens = response.Requests[0] } };
        TextGeneration generation = new([request.Text], byToken: response.Cursor is not null, pacing: options.StreamPacing);
        GenerationStream stream = new(context, response, options, logger);
        ChatStream chunks = new(request, generation, stream.Events, response.Id, response.Inbound.Now);
        await stream.RunAsync(generation, chunks.Add, chunks.Finish);
    }

    private static ChatCompletion Answer(ChatRequest request, TextGeneration generation, IReadOnlyList<ChoiceResult> choices, string id, DateTimeOffset now) =>
        new(id, now.ToUnixTimeSeconds(), request.Text.Model.Name, [.. choices.Select((choice, index) => ChoiceOf(request, choice, index))], generation.Usage)
        {
            PromptLogprobs = PromptLogprobsReport.Of(generation.Prompts[0].PromptLogprobs, request.Names),
            PromptTokenIds = request.ReturnTokenIds ? request.Text.Tokens.Prompt : null,
        };

    private static ChatChoice ChoiceOf(ChatRequest request, ChoiceResult choice, int index)
    {
        IReadOnlyList<TokenLogprobs>? logprobs = request.ShowsLogprobs ? choice.Logprobs : null;
        ChatAnswer answer = request.Reading.Whole(choice.Text);
        ChatMessage message = new("assistant", request.Echo.Length > 0 ? request.Echo + answer.Content : answer.Content)
        {
            ReasoningContent = request.ShowsReasoning ? answer.Reasoning : null,
            ToolCalls = answer.Calls.Count > 0 ? [.. answer.Calls.Select(call => new ChatToolCall(call.Id, new ChatFunction(call.Name, call.Arguments)))] : null,
        };
        string finish = request.Reading.FinishReason(choice.End, answer.Calls.Count);
        return new ChatChoice(index, message, ChatLogprobsReport.Of(logprobs, request.Names), finish, choice.End.StopString ?? (object?)choice.End.StopToken)
        {
            TokenIds = request.ReturnTokenIds ? choice.Tokens : null,
        };
    }
}
