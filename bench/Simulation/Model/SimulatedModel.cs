using Inference.Contracts;

namespace Inference.Simulation.Model;

/// <summary>A language model that is a hash: a token depends on prompt, seed, choice, position and all tokens before it, as with a real one.</summary>
public static class SimulatedModel
{
    private const int Vocabulary = 50_000;

    /// <summary>The token that follows.</summary>
    public static int Next(GenerateRequest request, int choice, IReadOnlyList<int> output)
    {
        ulong hash = Mix(request.Sampling.Seed ?? throw new InvalidOperationException("Without a seed nothing can be repeated."), (ulong)choice);
        foreach (int token in request.Prompt) hash = Mix(hash, (ulong)token);
        foreach (int token in output) hash = Mix(hash, (ulong)token);
        return (int)(Mix(hash, (ulong)output.Count) % Vocabulary);
    }

    /// <summary>Why a choice ends here, or null.</summary>
    public static FinishReason? Ends(GenerateRequest request, int output, int last) =>
        last % 37 == 0 ? FinishReason.Stop : output >= (request.Sampling.MaxTokens ?? 64) ? FinishReason.Length : null;

    public static TokenLogprobs Logprobs(int token, int position) => new(token, -token / 1000f, (token % 5) + 1, [new TopToken(token ^ position, -position)]);

    public static IReadOnlyList<TokenLogprobs?> PromptLogprobs(GenerateRequest request) =>
        [.. request.Prompt.Select((token, position) => position == 0 ? null : Logprobs(token, position))];

    /// <summary>All of a choice, as an undisturbed run gives it.</summary>
    public static (int[] Tokens, FinishReason Finish) Whole(GenerateRequest request, int choice)
    {
        List<int> output = [];
        while (true)
        {
            output.Add(Next(request, choice, output));
            if (Ends(request, output.Count, output[^1]) is { } finish) return ([.. output], finish);
        }
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }
}
