using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Sampling;

/// <summary>
/// Chooses the tokens of one choice. What it chooses is a function of the logits, the seed, the choice, the position and the
/// tokens accepted so far, and of nothing else: the same bits of logits give the same token on every machine.
/// </summary>
/// <remarks>
/// The steps and their order are those of vLLM:
/// <list type="number">
/// <item>log-probabilities, where asked for, from the logits as they come;</item>
/// <item>allowed tokens: all others become impossible; so do those that the constraint does not allow, where there is one;</item>
/// <item>bad words: the last token of one becomes impossible where the output ends with the tokens before it;</item>
/// <item>min_tokens: until so many tokens, end-of-text (even if it is ignored) and stop tokens are impossible, unless the constraint
/// allows nothing else;</item>
/// <item>logit bias, added;</item>
/// <item>penalties: repetition (tokens of prompt and output: positive logits are divided, others multiplied), then frequency
/// (× times in the output), then presence (in the output);</item>
/// <item>temperature; below 10^−5 the likeliest token is taken, the lowest id among equals, and nothing below applies;</item>
/// <item>min-p: tokens less likely than this share of the likeliest one are dropped;</item>
/// <item>top-k: exactly k are kept, lower ids first among equals;</item>
/// <item>top-p: of the probability that is left, the fewest likeliest tokens that reach p together are kept;</item>
/// <item>the draw, by one random number from (seed, choice, position).</item>
/// </list>
/// Steps 2 to 6 are single-precision operations in this order; from step 7 on, see <see cref="FixedPointSoftmax"/>.
/// </remarks>
internal sealed class TokenSampler
{
    private const float GreedyBelow = 1e-5f;

    private readonly SamplingParams _parameters;
    private readonly LogitAdjustments _adjustments;
    private readonly TokenHistory _history;
    private readonly ConstrainedText? _text;
    private readonly ulong _seed;
    private readonly int _choice, _vocabularySize;

    /// <param name="parameters">Valid for the vocabulary: see <see cref="SamplingValidation"/>.</param>
    /// <param name="seed">The request's own, or one drawn for it once and for all.</param>
    /// <param name="choice">Which of the request's choices.</param>
    /// <param name="vocabularySize">Logits a row.</param>
    /// <param name="prompt">The prompt; only looked at here.</param>
    /// <param name="eosTokenIds">The model's end-of-text tokens; those that no row of logits has are passed over.</param>
    /// <param name="text">The output's constraint, before the first token; null: none.</param>
    public TokenSampler(
        SamplingParams parameters, ulong seed, int choice, int vocabularySize, IReadOnlyList<int> prompt, IReadOnlyList<int> eosTokenIds, ConstrainedText? text = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabularySize, Candidates.MaxVocabulary);
        (_parameters, _seed, _choice, _vocabularySize, _text) = (parameters, seed, choice, vocabularySize, text);
        _adjustments = new LogitAdjustments(parameters, [.. eosTokenIds.Where(token => (uint)token < (uint)vocabularySize)]);
        _history = _adjustments.Begin(prompt);
    }

    private TokenSampler(TokenSampler other, int choice)
    {
        (_parameters, _seed, _choice, _vocabularySize) = (other._parameters, other._seed, choice, other._vocabularySize);
        _adjustments = other._adjustments;
        _history = other._history.Fresh();
        _text = other._text?.Fresh();
    }

    /// <summary>How many tokens were accepted: the position that the next one is sampled for.</summary>
    public int AcceptedCount => _history.OutputLength;

    /// <summary>Log-probabilities of a token under the model.</summary>
    /// <inheritdoc cref="LogprobReport.Of"/>
    public static TokenLogprobs LogprobsOf(ReadOnlySpan<float> logits, int token, int top) => LogprobReport.Of(logits, token, top);

    /// <summary>Chooses the token for the next position. Changes nothing: <see cref="Accept"/> does.</summary>
    /// <exception cref="InferenceException">The logits are not numbers, or the request's own masks leave no token.</exception>
    public SampledToken Sample(ReadOnlySpan<float> logits)
    {
        if (logits.Length != _vocabularySize) throw new ArgumentException($"A row has {_vocabularySize} logits, not {logits.Length}.", nameof(logits));
        float max = LogitRow.MaxOfModel(logits);
        ReadOnlySpan<float> adjusted = logits;
        if (!_adjustments.IsEmpty || _text is not null)
        {
            Span<float> copy = SamplerScratch.Current.Logits(logits.Length);
            _adjustments.Apply(logits, _history, _text, copy);
            if (!LogitRow.TryMax(copy, out max)) throw NothingLeft(max);
            adjusted = copy;
        }

        bool greedy = _parameters.Temperature < GreedyBelow || _parameters.TopK == 1;
        int token = greedy
            ? LogitRow.IndexOf(adjusted, max)
            : TokenDraw.Draw(adjusted, max, _parameters, CounterRandom.Bits(_seed, _choice, AcceptedCount));
        return new SampledToken(token, _parameters.Logprobs is { } top ? LogprobReport.Of(logits, token, top) : null);
    }

    /// <summary>The token joins the output: one just sampled, or one that another engine has emitted before.</summary>
    public void Accept(int token)
    {
        _history.Add(token);
        _text?.Accept(token);
    }

    /// <summary>To be called when no more tokens are sampled before the model has computed again.</summary>
    public void PrepareNext() => _text?.PrepareNext();

    /// <summary>The sampler of another choice of the same request. Nothing has been accepted yet.</summary>
    public TokenSampler Fork(int choice)
    {
        if (AcceptedCount > 0) throw new InvalidOperationException("Choices part before the first token.");
        return new TokenSampler(this, choice);
    }

    private static InferenceException NothingLeft(float max) => new(
        InferenceError.InvalidRequest,
        float.IsNegativeInfinity(max)
            ? "No token is left to choose: allowed_token_ids, bad_words, min_tokens and the constraint together exclude all of them."
            : "logit_bias and penalties together take logits out of the range of numbers.");
}
