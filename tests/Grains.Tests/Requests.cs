using Inference.Contracts;

namespace Inference.Grains.Tests;

internal static class Requests
{
    public static GenerateRequest New(string id, int tokens = 20, int choices = 1, ulong seed = 7) =>
        new() { Id = id, Prompt = [1, 2, 3], Sampling = new SamplingParams { N = choices, MaxTokens = tokens, Seed = seed } };

    /// <summary>Reads a stream: by choice, its tokens, each of which came once and in order.</summary>
    public static async Task<int[][]> ReadAsync(this IAsyncEnumerable<TokenChunk> stream, int choices, Action<int>? read = null)
    {
        List<int>[] tokens = [.. Enumerable.Range(0, choices).Select(_ => new List<int>())];
        await foreach (TokenChunk chunk in stream)
        {
            Assert.Equal(tokens[chunk.Choice].Count, chunk.Position);
            tokens[chunk.Choice].AddRange(chunk.Tokens);
            read?.Invoke(tokens.Sum(choice => choice.Count));
        }

        return [.. tokens.Select(choice => choice.ToArray())];
    }

    /// <summary>What an undisturbed engine makes of a request.</summary>
    public static int[][] Expected(GenerateRequest request) =>
        [.. Enumerable.Range(0, request.Sampling.N).Select(choice => Enumerable.Range(0, request.Sampling.MaxTokens!.Value).Select(position => ScriptedEngine.TokenOf(request, choice, position)).ToArray())];
}
