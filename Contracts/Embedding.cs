namespace Inference.Contracts;

/// <summary>What became of an <see cref="EmbeddingRequest"/>.</summary>
/// <param name="Vector">As many numbers as the model's hidden state has; all are finite.</param>
/// <param name="PromptTokens">Tokens of the request.</param>
public sealed record Embedding(float[] Vector, int PromptTokens);
