using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Inference.Gateway.Clients;

/// <summary>
/// A model as a chat client, over whatever makes its tokens: what <c>/v1/chat/completions</c> does, without HTTP, and to the same tokens.
/// Options that <see cref="ChatOptions"/> does not have are its <see cref="ChatOptions.AdditionalProperties"/> under their names in the API.
/// May be used from several threads at once.
/// </summary>
/// <param name="model">Who answers. The client does not own it.</param>
/// <param name="logger">For options that are ignored.</param>
/// <param name="time">The system's unless given.</param>
public sealed class ModelChatClient(ServedModel model, ILogger<ModelChatClient>? logger = null, TimeProvider? time = null) : IChatClient
{
    private readonly GatewayOptions _options = new() { Time = time ?? TimeProvider.System };
    private readonly ILogger _logger = logger ?? NullLogger<ModelChatClient>.Instance;

    /// <summary>What is told of a client of this kind.</summary>
    public static ChatClientMetadata MetadataOf(string modelName) => new("inference", defaultModelId: modelName);

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The request is refused, or fails; of a wrong option, the exception names the property.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ParameterNames? names = null;
        try
        {
            ChatExchange exchange = Begin(messages, options, ref names, cancellationToken);
            ChoiceResult choice = (await ChoiceResult.CollectAsync(exchange.Generation, wanted: 1, cancellationToken).ConfigureAwait(false))[0][0];
            AnswerContents contents = exchange.NewContents();
            ChatMessage message = new(ChatRole.Assistant, [.. exchange.Opening(), .. contents.Read(choice.Text, isEnd: true)]) { MessageId = exchange.Id, CreatedAt = exchange.Created };
            return new ChatResponse(message)
            {
                ResponseId = exchange.Id,
                ModelId = exchange.ModelName,
                CreatedAt = exchange.Created,
                FinishReason = ChatExchange.FinishReason(choice.End, contents.CallCount),
                Usage = exchange.Usage,
                AdditionalProperties = exchange.Report(choice.Tokens, choice.Logprobs, choice.End),
            };
        }
        catch (Exception error) when (ChatOptionNames.Translate(error, names) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The request is refused, or fails; of a wrong option, the exception names the property.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return MetadataOf(model.Name);
        return new object?[] { this, model, model.Service, model.Tokenizer }.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Does nothing: the model is its owner's.</summary>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ParameterNames? names = null;
        ChatExchange exchange;
        try
        {
            exchange = Begin(messages, options, ref names, cancellationToken);
        }
        catch (Exception error) when (ChatOptionNames.Translate(error, names) is { } told)
        {
            throw told;
        }

        AnswerContents contents = exchange.NewContents();
        await using ConfiguredCancelableAsyncEnumerable<TextPiece>.Enumerator pieces = exchange.Generation.RunAsync(cancellationToken).ConfigureAwait(false).GetAsyncEnumerator();
        while (true)
        {
            try
            {
                // What is ready already would come in spite of it.
                cancellationToken.ThrowIfCancellationRequested();
                if (!await pieces.MoveNextAsync()) yield break;
            }
            catch (Exception error) when (ChatOptionNames.Translate(error, names) is { } told)
            {
                throw told;
            }

            if (UpdateOf(exchange, contents, pieces.Current) is { } update) yield return update;
        }
    }

    private static ChatResponseUpdate? UpdateOf(ChatExchange exchange, AnswerContents contents, TextPiece piece)
    {
        List<AIContent> known = [.. exchange.Opening(), .. contents.Read(piece.Text, piece.End is not null)];
        if (piece.End is not null) known.Add(new UsageContent(exchange.Usage));
        AdditionalPropertiesDictionary? report = exchange.Report(piece.Tokens, piece.Logprobs, piece.End);
        return known.Count == 0 && report is null ? null : new ChatResponseUpdate(ChatRole.Assistant, known)
        {
            ResponseId = exchange.Id,
            MessageId = exchange.Id,
            ModelId = exchange.ModelName,
            CreatedAt = exchange.Created,
            FinishReason = piece.End is { } end ? ChatExchange.FinishReason(end, contents.CallCount) : null,
            AdditionalProperties = report,
        };
    }

    private ChatExchange Begin(IEnumerable<ChatMessage> messages, ChatOptions? options, ref ParameterNames? names, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RequestFields fields = ChatExchange.Fields(messages, options, options?.RawRepresentationFactory?.Invoke(this) as JsonObject);
        if (fields.Text("model") is { } name && !model.Names.Contains(name)) throw ModelNames.Unknown(name, model);
        InboundRequest inbound = new(Guid.NewGuid().ToString("N"), fields, model, _options, cancellation);
        names = inbound.Names;
        ChatExchange exchange = new(inbound, options?.Reasoning?.Output);
        UnknownFields.Log(_logger, inbound);
        return exchange;
    }
}
