using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Server.Terminal;

namespace Inference.Server.Benchmark;

/// <summary>
/// Times a runner by itself, without scheduling or sampling: one prompt read in chunks, then for each batch size so many
/// sequences of that length that get one token a step. What is measured has been run once before.
/// </summary>
internal sealed class SpeedTest(int prompt, int generate, IReadOnlyList<int> batches)
{
    private const int ChunkTokens = 512;
    private const int WarmUpSteps = 3;
    private const int Seed = 1;

    private readonly ForwardBatch _batch = new();

    private int BlocksPerSequence => (prompt + generate + TokenBlock.Size - 1) / TokenBlock.Size;

    public int CacheTokens => checked(BlocksPerSequence * batches.Max() * TokenBlock.Size);

    public void Check(CpuModelRunner runner)
    {
        if (prompt + generate > runner.MaxPositions)
        {
            throw new CommandException($"--prompt and --gen together, {prompt + generate} tokens, are more than the longest context, {runner.MaxPositions}");
        }
    }

    public IEnumerable<Speed> Run(CpuModelRunner runner, CancellationToken cancellation)
    {
        int[][] blocks = [.. Enumerable.Range(0, batches.Max()).Select(sequence => Enumerable.Range(sequence * BlocksPerSequence, BlocksPerSequence).ToArray())];
        Random random = new(Seed);
        int[] tokens = [.. Enumerable.Range(0, prompt).Select(_ => random.Next(runner.VocabularySize))];

        Prefill(runner, tokens, blocks[0], cancellation);
        yield return new Speed("prefill", 1, prompt, prompt / Time(() => Prefill(runner, tokens, blocks[0], cancellation)));

        int filled = 1;
        foreach (int batch in batches)
        {
            for (; filled < batch; filled++) Prefill(runner, tokens, blocks[filled], cancellation);
            for (int step = 0; step < WarmUpSteps; step++) Decode(runner, tokens[0], batch, prompt, blocks, cancellation);
            double seconds = Time(() =>
            {
                for (int step = 0; step < generate; step++) Decode(runner, tokens[step % tokens.Length], batch, prompt + step, blocks, cancellation);
            });
            yield return new Speed("decode", batch, prompt, batch * generate / seconds);
        }
    }

    private static double Time(Action action)
    {
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private void Prefill(CpuModelRunner runner, int[] tokens, int[] blocks, CancellationToken cancellation)
    {
        for (int start = 0; start < tokens.Length; start += ChunkTokens)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(ChunkTokens, tokens.Length - start);
            _batch.Clear();
            _batch.Add(tokens.AsSpan(start, count), start, blocks, logits: start + count == tokens.Length ? 1 : 0);
            runner.Forward(_batch);
        }
    }

    private void Decode(CpuModelRunner runner, int token, int sequences, int position, int[][] blocks, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _batch.Clear();
        for (int sequence = 0; sequence < sequences; sequence++) _batch.Add([token], position, blocks[sequence], logits: 1);
        runner.Forward(_batch);
    }
}
