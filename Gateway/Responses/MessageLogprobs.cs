using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;

namespace Inference.Gateway.Responses;

/// <summary>The log-probabilities of a response's message: of all tokens but those of reasoning and of calls.</summary>
internal sealed class MessageLogprobs(ChatRequest request)
{
    private readonly List<TokenLogprobs> _all = [];
    private bool _isMessage = true;
    private int _told;

    public JsonArray All => Of(_all);

    /// <param name="piece">What came.</param>
    /// <param name="parts">What its text was read as; a piece without text belongs where the one before did.</param>
    public void Add(TextPiece piece, IReadOnlyList<ChatPart> parts)
    {
        if (parts.Count > 0) _isMessage = parts[^1].Content is not null;
        if (_isMessage && request.ShowsLogprobs && piece.Logprobs is { } logprobs) _all.AddRange(logprobs);
    }

    /// <summary>Those that this has not told before.</summary>
    public JsonArray TakeNew()
    {
        JsonArray fresh = Of(_all[_told..]);
        _told = _all.Count;
        return fresh;
    }

    private JsonArray Of(List<TokenLogprobs> tokens) =>
        tokens.Count == 0 ? [] : JsonSerializer.SerializeToNode(ChatLogprobsReport.Of(tokens, request.Names)!, ApiJson.Default.ChatLogprobs)!["content"]!.DeepClone().AsArray();
}
