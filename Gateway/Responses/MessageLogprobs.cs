using System.Text;
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
    private readonly HeldTokens _held = new();
    private bool _isMessage = true;
    private int _start, _told;

    /// <summary>Those of the message that has not ended.</summary>
    public JsonArray All => Of(_all[_start..]);

    /// <param name="piece">What came.</param>
    /// <param name="parts">What is known because of it. A token whose text is not in them is held until it is; at the end it belongs where the one before did.</param>
    public void Add(TextPiece piece, IReadOnlyList<ChatPart> parts)
    {
        if (!request.ShowsLogprobs) return;
        _held.Add(piece);
        StringBuilder message = new();
        foreach (ChatPart part in parts)
        {
            if (part.Content is { } content)
            {
                message.Append(content);
                continue;
            }

            Take(message);
            _isMessage = false;
        }

        Take(message);
        if (!_isMessage && parts.Count > 0) _held.Clear();
        if (_isMessage && piece.End is not null) _all.AddRange(_held.TakeAll());
    }

    /// <summary>Those that this has not told before.</summary>
    public JsonArray TakeNew()
    {
        JsonArray fresh = Of(_all[_told..]);
        _told = _all.Count;
        return fresh;
    }

    /// <summary>What comes from now on belongs to another message.</summary>
    public void EndMessage() => (_start, _told) = (_all.Count, _all.Count);

    private void Take(StringBuilder message)
    {
        if (message.Length == 0) return;
        _all.AddRange(_held.Take(message.ToString(), goesOn: _isMessage));
        message.Clear();
        _isMessage = true;
    }

    private JsonArray Of(List<TokenLogprobs> tokens) =>
        tokens.Count == 0 ? [] : JsonSerializer.SerializeToNode(ChatLogprobsReport.Of(tokens, request.Names)!, ApiJson.Default.ChatLogprobs)!["content"]!.DeepClone().AsArray();
}
