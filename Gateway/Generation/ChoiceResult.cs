using System.Text;
using Inference.Contracts;

namespace Inference.Gateway.Generation;

/// <summary>A whole choice.</summary>
internal sealed class ChoiceResult
{
    private readonly StringBuilder _text = new();
    private readonly List<int> _tokens = [];
    private readonly List<TokenLogprobs> _logprobs = [];

    public string Text => _text.ToString();

    public IReadOnlyList<int> Tokens => _tokens;

    public IReadOnlyList<TokenLogprobs> Logprobs => _logprobs;

    public ChoiceEnd End { get; private set; } = new(FinishReason.Error);

    /// <summary>Per token, so that longer choices are not worse for it.</summary>
    public double MeanLogprob => _logprobs.Count == 0 ? double.NegativeInfinity : _logprobs.Average(token => (double)token.Logprob);

    /// <summary>Runs a request to its end: by prompt, the choices that are wanted of it, the likeliest where there are more.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<ChoiceResult>>> CollectAsync(TextGeneration generation, int wanted, CancellationToken cancellation)
    {
        ChoiceResult[][] results = [.. generation.Prompts.Select(prompt =>
            Enumerable.Range(0, Math.Max(1, prompt.Request.Tokens.Sampling.N)).Select(_ => new ChoiceResult()).ToArray())];
        await foreach (TextPiece piece in generation.RunAsync(cancellation).ConfigureAwait(false)) results[piece.Prompt][piece.Choice].Add(piece);
        return [.. results.Select(choices => choices.Length <= wanted ? choices : [.. choices.OrderByDescending(choice => choice.MeanLogprob).Take(wanted)])];
    }

    public void Add(TextPiece piece)
    {
        _text.Append(piece.Text);
        _tokens.AddRange(piece.Tokens);
        if (piece.Logprobs is { } logprobs) _logprobs.AddRange(logprobs);
        End = piece.End ?? End;
    }
}
