using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Speculation;
using Inference.Engine.Tests.Models;
using Inference.Engine.Tests.Support;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>The whole engine over real arithmetic: the same tokens and the same bits of log-probabilities, whatever the schedule.</summary>
public sealed class RealModelTests
{
    public static TheoryData<string> Models => [.. GoldenNames.All];

    [SharedTheory]
    [MemberData(nameof(Models))]
    public async Task Generate_CrowdedOnAnotherNumberOfThreads_SameBitsAsAlone(string name)
    {
        using ModelPackage package = ModelPackage.Open(Golden.Folder(name));
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        Random random = new(1);
        GenerateRequest[] requests = [.. Enumerable.Range(0, 12).Select(i => RandomRequests.Make(
            [.. RandomRequests.Prompt(new Random(i % 3), 40, config.VocabularySize)[..random.Next(1, 40)], .. RandomRequests.Prompt(random, random.Next(1, 30), config.VocabularySize)],
            RandomRequests.Sampling(random) with { Logprobs = 2, MaxTokens = random.Next(1, 30) }))];

        List<string> alone = [];
        CpuRunnerOptions one = new() { Threads = 1, BlockCount = 64, MaxPositions = Math.Min(128, config.MaxPositions) };
        foreach (GenerateRequest request in requests)
        {
            await using InferenceEngine engine = new(CpuModelRunner.Create(config, weights, one), [0], new EngineOptions { EnablePrefixCaching = false });
            alone.Add(await Transcript(engine, request));
        }

        EngineOptions crowded = new()
        {
            MaxSequences = 10,
            MaxBatchedTokens = 23,
            Speculation = new SpeculationOptions { Method = SpeculationMethod.PromptLookup, PromptLookupMin = 1 },
        };
        CpuRunnerOptions two = new() { Threads = 2, BlockCount = 10, MaxPositions = one.MaxPositions };
        await using InferenceEngine shared = new(CpuModelRunner.Create(config, weights, two), [0], crowded);
        string[] together = await Task.WhenAll(requests.Select(request => Transcript(shared, request)));
        Assert.Equal(alone, together);
        Assert.Null(shared.Progress.LastFailure);
    }

    /// <summary>Each choice's tokens with the bits of their log-probabilities.</summary>
    private static async Task<string> Transcript(InferenceEngine engine, GenerateRequest request)
    {
        SortedDictionary<(int Choice, int Position), string> tokens = [];
        await foreach (TokenChunk chunk in engine.GenerateAsync(request))
        {
            for (int i = 0; i < chunk.Tokens.Count; i++)
            {
                TokenLogprobs logprobs = chunk.Logprobs![i];
                string top = string.Join(' ', logprobs.Top.Select(other => $"{other.Token}:{BitConverter.SingleToInt32Bits(other.Logprob):x}"));
                tokens.Add((chunk.Choice, chunk.Position + i), $"{chunk.Tokens[i]} {BitConverter.SingleToInt32Bits(logprobs.Logprob):x} {top}");
            }
        }

        return string.Join('\n', tokens);
    }
}
