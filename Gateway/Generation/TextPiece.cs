using Inference.Contracts;

namespace Inference.Gateway.Generation;

/// <summary>Some of a choice: the text that can be shown, and the tokens that came with it. Text may come later than its tokens.</summary>
/// <param name="Prompt">Which of the prompts.</param>
/// <param name="Choice">Which of that prompt's choices.</param>
/// <param name="Text">Often empty.</param>
/// <param name="Tokens">In order.</param>
/// <param name="Logprobs">Of each token, where the request asked for it.</param>
/// <param name="End">Null while the choice goes on.</param>
internal sealed record TextPiece(int Prompt, int Choice, string Text, IReadOnlyList<int> Tokens, IReadOnlyList<TokenLogprobs>? Logprobs, ChoiceEnd? End);

/// <summary>Why a choice ended, and by which stop string or stop token.</summary>
internal sealed record ChoiceEnd(FinishReason Reason, string? StopString = null, int? StopToken = null)
{
    /// <summary>As the API names it.</summary>
    public string Name => Reason switch
    {
        FinishReason.Stop => "stop",
        FinishReason.Length => "length",
        FinishReason.Abort => "abort",
        _ => "error",
    };
}
