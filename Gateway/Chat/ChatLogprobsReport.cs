using Inference.Contracts;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Chat;

/// <summary>Log-probabilities in the form of chat completions.</summary>
internal static class ChatLogprobsReport
{
    public static ChatLogprobs? Of(IReadOnlyList<TokenLogprobs>? tokens, TokenNames names) =>
        tokens is null ? null : new ChatLogprobs([.. tokens.Select(token => new ChatLogprob(
            names.Name(token.Token), TokenNames.Finite(token.Logprob), names.Bytes(token.Token),
            [.. token.Top.Select(top => new ChatTopLogprob(names.Name(top.Token), TokenNames.Finite(top.Logprob), names.Bytes(top.Token)))]))]);
}
