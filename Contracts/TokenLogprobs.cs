namespace Inference.Contracts;

/// <summary>How likely a token was, and which were likelier.</summary>
/// <param name="Logprob">Natural logarithm of its probability under the model, before temperature, penalties and masks.</param>
/// <param name="Rank">1 for the likeliest token.</param>
/// <param name="Top">The likeliest tokens, likeliest first.</param>
public sealed record TokenLogprobs(int Token, float Logprob, int Rank, IReadOnlyList<TopToken> Top);

public readonly record struct TopToken(int Token, float Logprob);
