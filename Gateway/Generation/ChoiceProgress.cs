using Inference.Contracts;
using Inference.Gateway.Reasoning;
using Inference.Gateway.Text;

namespace Inference.Gateway.Generation;

/// <summary>Turns one choice's chunks into pieces, and ends it at a stop string.</summary>
internal sealed class ChoiceProgress(TextRequest request, int prompt, int choice)
{
    private readonly ChoiceText? _text = request.NewChoiceText();

    private readonly ReasoningTally? _reasoning = request.NewReasoningParser?.Invoke() is { } parser ? new ReasoningTally(parser) : null;

    public ChoiceEnd? End { get; private set; }

    /// <summary>How many tokens were taken.</summary>
    public int TokenCount { get; private set; }

    /// <summary>How many of them are reasoning; null where nothing tells.</summary>
    public int? ReasoningTokens => _reasoning?.Count;

    public TextPiece Take(TokenChunk chunk)
    {
        string shown = "";
        int taken = 0;
        while (taken < chunk.Tokens.Count && End is null)
        {
            int token = chunk.Tokens[taken++];
            bool isHidden = taken == chunk.Tokens.Count && token == chunk.StopToken && !request.Text.IncludeStop;
            if (_text is not null && !isHidden)
            {
                // A chunk has seldom more than one token.
                string text = _text.Append(token);
                shown = shown.Length == 0 ? text : shown + text;
                _reasoning?.Add(text);
            }

            if (_text?.StoppedBy is { } stop) End = new ChoiceEnd(FinishReason.Stop, stop);
        }

        if (End is null && chunk.FinishReason is { } reason)
        {
            shown += _text?.Finish();
            End = _text?.StoppedBy is { } stop ? new ChoiceEnd(FinishReason.Stop, stop) : new ChoiceEnd(reason, null, ReportedStop(chunk.StopToken));
        }

        TokenCount += taken;
        return new TextPiece(prompt, choice, shown, First(chunk.Tokens, taken), chunk.Logprobs is { } logprobs ? First(logprobs, taken) : null, End);
    }

    /// <summary>The model's own end-of-text tokens need not be told; those that the request names are.</summary>
    private int? ReportedStop(int? token) => token is { } id && request.Tokens.Sampling.StopTokenIds.Contains(id) ? id : null;

    private static IReadOnlyList<T> First<T>(IReadOnlyList<T> items, int count) => count == items.Count ? items : [.. items.Take(count)];
}
