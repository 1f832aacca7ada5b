using Inference.Contracts;

namespace Inference.Engine.BeamSearch;

/// <summary>One way on from the prompt.</summary>
/// <param name="Tokens">Its output so far.</param>
/// <param name="Logprobs">For each token.</param>
/// <param name="Total">The sum of its tokens' log-probabilities.</param>
internal sealed record Beam(IReadOnlyList<int> Tokens, IReadOnlyList<TokenLogprobs> Logprobs, double Total)
{
    public static readonly Beam Empty = new([], [], 0);

    /// <summary>Whether its last token is one that ends a choice.</summary>
    public bool Ended { get; init; }

    public Beam With(TokenLogprobs token, bool ends) =>
        new([.. Tokens, token.Token], [.. Logprobs, token], Total + token.Logprob) { Ended = ends };

    /// <summary>
    /// What finished beams are compared by: the total over length to the power of the penalty. Length counts prompt and output,
    /// and not the token that ended it.
    /// </summary>
    public double Score(int promptLength, float lengthPenalty) => Score(Total, promptLength + Tokens.Count - (Ended ? 1 : 0), lengthPenalty);

    public static double Score(double total, int length, float lengthPenalty) => lengthPenalty == 0 ? total
        : lengthPenalty == 1 ? total / length
        : total / Math.Pow(length, lengthPenalty);
}
