using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Server.Terminal;

namespace Inference.Server.Benchmark;

/// <summary>
/// Times a runner by itself, without scheduling or sampling: prompts read in chunks, then for each context and batch size so many sequences
/// of that length that get one token a step. What is measured has been run once before; figures are medians.
/// </summary>
/// <param name="prompt">Tokens of a prompt.</param>
/// <param name="generate">Steps.</param>
/// <param name="batches">Sequences at once.</param>
/// <param name="contexts">Tokens that each has before its first step.</param>
internal sealed class SpeedTest(int prompt, int generate, IReadOnlyList<int> batches, IReadOnlyList<int> contexts)
{
    private const int ChunkTokens = 512;
    private const int WarmUpSteps = 8;
    private const int LeastPrompts = 3;
    private const int Seed = 1;

    private static readonly TimeSpan PromptTime = TimeSpan.FromSeconds(2);

    private readonly ForwardBatch _batch = new();

    private long Longest => Math.Max(prompt, (long)contexts.Max() + generate);

    private int BlocksPerSequence => (int)((Longest + TokenBlock.Size - 1) / TokenBlock.Size);

    /// <summary>Tokens that there must be room for.</summary>
    public long CacheTokens => (Longest + TokenBlock.Size - 1) / TokenBlock.Size * batches.Max() * TokenBlock.Size;

    /// <exception cref="CommandException">A model of this longest context cannot be tested so.</exception>
    public void Check(int maxPositions)
    {
        if (Longest > maxPositions) throw new CommandException($"the longest sequence would have {Longest} tokens, which is more than the longest context, {maxPositions}");
    }

    public IEnumerable<Speed> Run(CpuModelRunner runner, CancellationToken cancellation)
    {
        int[][] blocks = [.. Enumerable.Range(0, batches.Max()).Select(sequence => Enumerable.Range(sequence * BlocksPerSequence, BlocksPerSequence).ToArray())];
        Random random = new(Seed);
        int[] tokens = [.. Enumerable.Range(0, (int)Longest).Select(_ => random.Next(runner.VocabularySize))];
        Read(runner, tokens.AsSpan(0, 1), blocks[0], cancellation);
        double firstToken = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;
        Speed Of(string kind, int batch, int context, int count, double seconds) =>
            new(kind, batch, context, count / seconds, seconds * 1000, firstToken, Process.GetCurrentProcess().PeakWorkingSet64);

        Read(runner, tokens.AsSpan(0, prompt), blocks[0], cancellation);
        yield return Of("prefill", 1, prompt, prompt, MedianOfPrompts(() => Read(runner, tokens.AsSpan(0, prompt), blocks[0], cancellation)));

        foreach (int context in contexts)
        {
            Read(runner, tokens.AsSpan(0, context), blocks[0], cancellation);
            foreach (int[] other in blocks.Skip(1)) Copy(runner, blocks[0], other, context);
            foreach (int batch in batches)
            {
                for (int step = 0; step < WarmUpSteps; step++) Decode(runner, tokens[0], batch, context, blocks, cancellation);
                double[] seconds = new double[generate];
                for (int step = 0; step < generate; step++)
                    seconds[step] = Time(() => Decode(runner, tokens[step], batch, context + step, blocks, cancellation));
                yield return Of("decode", batch, context, batch, Median(seconds));
            }
        }
    }

    private static double MedianOfPrompts(Action read)
    {
        List<double> seconds = [];
        while (seconds.Count < LeastPrompts || seconds.Sum() < PromptTime.TotalSeconds) seconds.Add(Time(read));
        return Median([.. seconds]);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static double Time(Action action)
    {
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>All sequences have the same context, which is computed once.</summary>
    private static void Copy(CpuModelRunner runner, int[] source, int[] target, int tokens)
    {
        for (int block = 0; block * TokenBlock.Size < tokens; block++) runner.CopyBlock(source[block], target[block]);
    }

    private void Read(CpuModelRunner runner, ReadOnlySpan<int> tokens, int[] blocks, CancellationToken cancellation)
    {
        for (int start = 0; start < tokens.Length; start += ChunkTokens)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(ChunkTokens, tokens.Length - start);
            _batch.Clear();
            _batch.Add(tokens.Slice(start, count), start, blocks, logits: start + count == tokens.Length ? 1 : 0);
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
