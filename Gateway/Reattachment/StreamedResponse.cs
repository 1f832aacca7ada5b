using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;

namespace Inference.Gateway.Reattachment;

/// <summary>A response that is streamed, from its beginning or from where a client left it.</summary>
internal sealed record StreamedResponse
{
    public required string Id { get; init; }

    /// <summary>What was asked, by whom.</summary>
    public required InboundRequest Inbound { get; init; }

    /// <summary>By prompt. Where the response can be come back to, with their seeds.</summary>
    public required IReadOnlyList<GenerateRequest> Requests { get; init; }

    /// <summary>Tokens in one event, behind the first.</summary>
    public required int Interval { get; init; }

    /// <summary>What the client has. Null where it cannot come back: then events are numbered.</summary>
    public EventCursor? Cursor { get; init; }

    /// <summary>The conversation, where the request's body alone does not say it.</summary>
    public JsonElement? Input { get; init; }
}
