using Inference.Engine.Execution;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>What a token's logits must not depend on, by bit pattern.</summary>
public sealed class RowDeterminismTests
{
    private const int BatchSize = 32;
    private const int BlocksPerSequence = 3;

    public static TheoryData<string, KernelTier> Cases()
    {
        TheoryData<string, KernelTier> cases = [];
        foreach (string name in RaggedModels.Names)
        {
            foreach (KernelTier tier in KernelTierSupport.Supported) cases.Add(name, tier);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AnyChunksBlocksAndThreads_GivesTheSameBits(string name, KernelTier tier)
    {
        using TemporaryFolder folder = new();
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        int[] tokens = RaggedModelTests.Tokens(config, seed: 3);

        float[][]? whole = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using CpuModelRunner runner = Create(config, weights, tier, threads);
            float[][] logits = RunnerSession.LogitsOf(runner, tokens);
            whole ??= logits;
            RunnerSession.AssertSameBits(whole, logits);
            RunnerSession.AssertSameBits(whole, RunnerSession.LogitsOf(runner, tokens, [40, 7, 95], 1));
            RunnerSession.AssertSameBits(whole, RunnerSession.LogitsOf(runner, tokens, [2, 1, 0], 5, 16, 1, 3, 7));
            RunnerSession.AssertSameBits(whole, RunnerSession.LogitsOf(runner, tokens, [63, 64, 8], 17, 2, 15));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_InABatch_GivesTheBitsOfEachSequenceAlone(string name, KernelTier tier)
    {
        using TemporaryFolder folder = new();
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using CpuModelRunner runner = Create(config, weights, tier, threads: 2);
        int[][] sequences = [.. Enumerable.Range(0, BatchSize).Select(seed => RaggedModelTests.Tokens(config, seed))];
        float[][][] alone = [.. sequences.Select(tokens => RunnerSession.LogitsOf(runner, tokens))];

        // Each sequence goes at a pace of its own, so that a step mixes single tokens with chunks of many sizes.
        int[] computed = new int[BatchSize];
        ForwardBatch batch = new();
        while (computed.Any(count => count < sequences[0].Length))
        {
            batch.Clear();
            List<(int Sequence, int Position)> rows = [];
            for (int i = BatchSize - 1; i >= 0; i--)
            {
                int count = Math.Min(1 + (i % 13), sequences[i].Length - computed[i]);
                if (count == 0) continue;
                int[] blocks = [.. Enumerable.Range(i * BlocksPerSequence, BlocksPerSequence).Reverse()];
                batch.Add(sequences[i].AsSpan(computed[i], count), computed[i], blocks, count);
                rows.AddRange(Enumerable.Range(computed[i], count).Select(position => (i, position)));
                computed[i] += count;
            }

            Logits logits = runner.Forward(batch);
            for (int row = 0; row < rows.Count; row++)
                RunnerSession.AssertSameBits(alone[rows[row].Sequence][rows[row].Position], logits[row]);
        }
    }

    /// <summary>The last layer goes on with the rows that are wanted alone.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_SomeRowsWanted_GivesTheBitsThatAllGive(string name, KernelTier tier)
    {
        using TemporaryFolder folder = new();
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using CpuModelRunner runner = Create(config, weights, tier, threads: 2);
        int[][] sequences = [.. Enumerable.Range(0, 6).Select(seed => RaggedModelTests.Tokens(config, seed))];
        float[][][] alone = [.. sequences.Select(tokens => RunnerSession.LogitsOf(runner, tokens))];

        ForwardBatch batch = new();
        foreach (int first in new[] { 0, 20 })
        {
            batch.Clear();
            List<float[]> expected = [];
            for (int i = 0; i < sequences.Length; i++)
            {
                int end = first + 20 - i, wanted = (i * 5) % 12;
                int[] blocks = [.. Enumerable.Range(i * BlocksPerSequence, BlocksPerSequence)];
                int start = first == 0 ? 0 : first - i;
                batch.Add(sequences[i].AsSpan(start, end - start), start, blocks, wanted);
                expected.AddRange(alone[i][(end - wanted)..end]);
            }

            Logits logits = runner.Forward(batch);
            RunnerSession.AssertSameBits([.. expected], [.. Enumerable.Range(0, logits.RowCount).Select(row => logits[row].ToArray())]);
        }
    }

    private static CpuModelRunner Create(ModelConfig config, ModelWeights weights, KernelTier tier, int threads) => CpuModelRunner.Create(
        config, weights, new CpuRunnerOptions { Threads = threads, BlockCount = BatchSize * BlocksPerSequence, KernelTier = tier });
}
