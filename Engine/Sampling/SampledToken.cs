using Inference.Contracts;

namespace Inference.Engine.Sampling;

/// <param name="Token">The token chosen.</param>
/// <param name="Logprobs">Where the request asks for them.</param>
internal readonly record struct SampledToken(int Token, TokenLogprobs? Logprobs);
