using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;

namespace Inference.Gateway.Responses;

/// <summary>The log-probabilities of a response's messages: of all tokens but those of reasoning and of calls.</summary>
internal sealed class MessageLogprobs(ChatRequest request)
{
    private readonly List<TokenLogprobs> _all = [];
    private bool _isMessage = true;
    private int _start, _certain, _told;

    /// <summary>Those of the message that has not ended.</summary>
    public JsonArray All => Of(_all[_start..]);

    /// <param name="piece">What came.</param>
    /// <param name="parts">What its text was read as. A piece whose text is held back belongs where the one before did, until it turns out not to.</param>
    public void Add(TextPiece piece, IReadOnlyList<ChatPart> parts)
    {
        if (parts.Count > 0) _isMessage = parts[^1].Content is not null;
        if (!_isMessage) _all.RemoveRange(_certain, _all.Count - _certain);
        else if (request.ShowsLogprobs && piece.Logprobs is { } logprobs) _all.AddRange(logprobs);
        if (_isMessage && parts.Count > 0) _certain = _all.Count;
    }

    /// <summary>Those that this has not told before.</summary>
    public JsonArray TakeNew()
    {
        JsonArray fresh = Of(_all[_told..]);
        _told = _all.Count;
        return fresh;
    }

    /// <summary>What comes from now on belongs to another message.</summary>
    public void EndMessage() => (_start, _certain, _told) = (_all.Count, _all.Count, _all.Count);

    private JsonArray Of(List<TokenLogprobs> tokens) =>
        tokens.Count == 0 ? [] : JsonSerializer.SerializeToNode(ChatLogprobsReport.Of(tokens, request.Names)!, ApiJson.Default.ChatLogprobs)!["content"]!.DeepClone().AsArray();
}
