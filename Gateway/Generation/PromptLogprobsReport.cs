using System.Globalization;
using Inference.Contracts;

namespace Inference.Gateway.Generation;

/// <summary>Log-probabilities of a prompt: by position, by token id; null for the first position.</summary>
internal static class PromptLogprobsReport
{
    public static IReadOnlyList<IReadOnlyDictionary<string, RankedLogprob>?>? Of(IReadOnlyList<TokenLogprobs?>? positions, TokenNames names) =>
        positions is null ? null : [.. positions.Select(position => position is null ? null : OfPosition(position, names))];

    private static Dictionary<string, RankedLogprob> OfPosition(TokenLogprobs position, TokenNames names)
    {
        Dictionary<string, RankedLogprob> ranked = [];
        Add(position.Token, position.Logprob, position.Rank);
        for (int i = 0; i < position.Top.Count; i++) Add(position.Top[i].Token, position.Top[i].Logprob, i + 1);
        return ranked;

        void Add(int token, float logprob, int rank) =>
            ranked.TryAdd(token.ToString(CultureInfo.InvariantCulture), new RankedLogprob(TokenNames.Finite(logprob), rank, names.Text(token)));
    }
}

internal sealed record RankedLogprob(float Logprob, int Rank, string DecodedToken);
