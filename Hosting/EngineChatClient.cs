using System.Runtime.CompilerServices;
using Inference.Gateway.Clients;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Inference.Hosting;

/// <summary>An engine's chat client, which waits for the model where it is not loaded yet.</summary>
internal sealed class EngineChatClient(InProcessEngine engine, ILogger<ModelChatClient> logger) : IChatClient
{
    private ModelChatClient? _client;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ModelChatClient client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ModelChatClient client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return ModelChatClient.MetadataOf(engine.Name);
        return new object?[] { this, engine }.FirstOrDefault(serviceType.IsInstanceOfType) ?? _client?.GetService(serviceType);
    }

    /// <summary>Does nothing: the engine is the container's.</summary>
    public void Dispose()
    {
    }

    private async ValueTask<ModelChatClient> ClientAsync(CancellationToken cancellation) =>
        _client ??= new ModelChatClient(await engine.GetModelAsync(cancellation).ConfigureAwait(false), logger);
}
