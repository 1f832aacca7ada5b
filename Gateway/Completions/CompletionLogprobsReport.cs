using Inference.Contracts;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Completions;

/// <summary>Log-probabilities in the form of completions: lists side by side. The chosen token is among the likeliest even where it is not.</summary>
internal static class CompletionLogprobsReport
{
    /// <param name="tokens">Null for a prompt's first token, of which nothing is known.</param>
    /// <param name="ids">The tokens themselves.</param>
    /// <param name="names">How tokens are called.</param>
    /// <param name="offset">Where the first one begins in the text, in code points.</param>
    public static CompletionLogprobs Of(IReadOnlyList<TokenLogprobs?> tokens, IReadOnlyList<int> ids, TokenNames names, ref int offset)
    {
        List<string> texts = new(ids.Count);
        List<float?> logprobs = new(ids.Count);
        List<IReadOnlyDictionary<string, float>?> tops = new(ids.Count);
        List<int> offsets = new(ids.Count);
        for (int i = 0; i < ids.Count; i++)
        {
            string text = names.Name(ids[i]);
            texts.Add(text);
            logprobs.Add(tokens[i] is { } token ? TokenNames.Finite(token.Logprob) : null);
            tops.Add(tokens[i] is { } ranked ? TopOf(ranked, names) : null);
            offsets.Add(offset);
            offset += text.EnumerateRunes().Count();
        }

        return new CompletionLogprobs(texts, logprobs, tops, offsets);
    }

    private static Dictionary<string, float> TopOf(TokenLogprobs token, TokenNames names)
    {
        Dictionary<string, float> top = [];
        foreach (TopToken likely in token.Top) top.TryAdd(names.Name(likely.Token), TokenNames.Finite(likely.Logprob));
        top.TryAdd(names.Name(token.Token), TokenNames.Finite(token.Logprob));
        return top;
    }
}
