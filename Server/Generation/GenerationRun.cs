using System.Runtime.CompilerServices;
using Inference.Contracts;
using Inference.Gateway.Text;
using Inference.Hosting.Composition;

namespace Inference.Server.Generation;

/// <summary>One request's choices as text and tokens, each ended by its tokens or by a stop string.</summary>
internal sealed class GenerationRun(LocalModel model, GenerateRequest request, IReadOnlyList<string> stopStrings)
{
    private readonly ChoiceOutput[] _choices = [.. Enumerable.Range(0, request.Sampling.N).Select(index => new ChoiceOutput(index, TextOf(model, stopStrings)))];

    public GenerateRequest Request => request;

    public IReadOnlyList<ChoiceOutput> Choices => _choices;

    public IReadOnlyList<TokenLogprobs?>? PromptLogprobs { get; private set; }

    public int CachedTokens { get; private set; }

    /// <summary>Runs to the end; yields what can be shown, as it comes. Choices may alternate.</summary>
    public async IAsyncEnumerable<TextPiece> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (TokenChunk chunk in model.Service.GenerateAsync(request, cancellation))
        {
            PromptLogprobs ??= chunk.PromptLogprobs;
            CachedTokens = Math.Max(CachedTokens, chunk.CachedTokens);
            ChoiceOutput choice = _choices[chunk.Choice];
            if (choice.FinishReason is not null) continue;
            yield return new TextPiece(choice.Index, choice.Take(chunk));

            // Nobody waits for the tokens after the stop strings of all choices.
            if (_choices.All(other => other.FinishReason is not null)) yield break;
        }
    }

    private static ChoiceText? TextOf(LocalModel model, IReadOnlyList<string> stopStrings) =>
        model.Tokenizer is { } tokenizer ? new ChoiceText(tokenizer.CreateDetokenizer(), stopStrings) : null;
}

/// <summary>Some text of one choice.</summary>
internal readonly record struct TextPiece(int Choice, string Text);
