using System.Text;
using Inference.Contracts;
using Inference.Gateway.Text;

namespace Inference.Server.Generation;

/// <summary>What one choice has said so far: token ids, and text where the model has a tokenizer.</summary>
internal sealed class ChoiceOutput(int index, ChoiceText? text)
{
    private readonly StringBuilder _text = new();
    private readonly List<int> _tokens = [];
    private readonly List<TokenLogprobs> _logprobs = [];

    public int Index => index;

    public IReadOnlyList<int> Tokens => _tokens;

    public IReadOnlyList<TokenLogprobs> Logprobs => _logprobs;

    public FinishReason? FinishReason { get; private set; }

    public string Text => _text.ToString();

    /// <summary>Takes what the engine sent; returns the text to show. Without a tokenizer that is the ids.</summary>
    public string Take(TokenChunk chunk)
    {
        StringBuilder shown = new();
        for (int i = 0; i < chunk.Tokens.Count && FinishReason is null; i++)
        {
            _tokens.Add(chunk.Tokens[i]);
            if (chunk.Logprobs is { } logprobs) _logprobs.Add(logprobs[i]);
            if (text is null) shown.Append(_tokens.Count > 1 ? " " : "").Append(chunk.Tokens[i]);
            else if (chunk.Tokens[i] != chunk.StopToken || i < chunk.Tokens.Count - 1) shown.Append(text.Append(chunk.Tokens[i]));
            if (text?.StoppedBy is not null) FinishReason = Contracts.FinishReason.Stop;
        }

        if (FinishReason is null && chunk.FinishReason is { } reason)
        {
            shown.Append(text?.Finish());
            FinishReason = text?.StoppedBy is null ? reason : Contracts.FinishReason.Stop;
        }

        _text.Append(shown);
        return shown.ToString();
    }
}
