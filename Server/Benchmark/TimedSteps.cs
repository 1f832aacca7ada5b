using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Execution;

namespace Inference.Server.Benchmark;

/// <summary>Steps of a runner by itself, without scheduling or sampling. Each call returns the seconds it took.</summary>
internal sealed class TimedSteps
{
    private const int Seed = 1;

    private readonly CpuModelRunner _runner;
    private readonly SpeedPlan _plan;
    private readonly CancellationToken _cancellation;
    private readonly ForwardBatch _batch = new();
    private readonly int[][] _blocks;
    private readonly int[] _tokens;

    public TimedSteps(CpuModelRunner runner, SpeedPlan plan, CancellationToken cancellation)
    {
        _runner = runner;
        _plan = plan;
        _cancellation = cancellation;
        _blocks = [.. Enumerable.Range(0, plan.Sequences).Select(sequence => Enumerable.Range(sequence * plan.BlocksPerSequence, plan.BlocksPerSequence).ToArray())];
        Random random = new(Seed);
        _tokens = [.. Enumerable.Range(0, (int)plan.Longest).Select(_ => random.Next(runner.VocabularySize))];
    }

    /// <summary>A prompt's blocks: the last sequence's, so that those that generate beside it keep theirs.</summary>
    private int[] PromptBlocks => _blocks[^1];

    /// <summary>Reads a prompt, chunk after chunk.</summary>
    public double Read(int tokens) => Time(() => Read(tokens, PromptBlocks));

    /// <summary>Gives every sequence so many tokens: they all have the same, which are computed once.</summary>
    public void Prepare(int context)
    {
        Read(context, _blocks[0]);
        foreach (int[] other in _blocks.Skip(1))
        {
            for (int block = 0; block * TokenBlock.Size < context; block++) _runner.CopyBlock(_blocks[0][block], other[block]);
        }
    }

    /// <summary>A token for each of some sequences.</summary>
    public double Decode(int sequences, int position) => Step(() => AddDecode(sequences, position));

    /// <summary>A chunk of the prompt, whose tokens before have been read.</summary>
    public double Chunk(int start) => Step(() => AddChunk(start, _plan.Prompt, PromptBlocks));

    /// <summary>Both in one step.</summary>
    public double Mixed(int sequences, int position, int start) => Step(() =>
    {
        AddDecode(sequences, position);
        AddChunk(start, _plan.Prompt, PromptBlocks);
    });

    private static double Time(Action action)
    {
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private void Read(int tokens, int[] blocks)
    {
        for (int start = 0; start < tokens; start += _plan.Chunk)
        {
            int chunk = start;
            Step(() => AddChunk(chunk, tokens, blocks));
        }
    }

    private double Step(Action add)
    {
        _cancellation.ThrowIfCancellationRequested();
        return Time(() =>
        {
            _batch.Clear();
            add();
            _runner.Forward(_batch);
        });
    }

    private void AddDecode(int sequences, int position)
    {
        for (int sequence = 0; sequence < sequences; sequence++) _batch.Add([_tokens[position]], position, _blocks[sequence], logits: 1);
    }

    /// <summary>Only a prompt's last token wants logits.</summary>
    private void AddChunk(int start, int prompt, int[] blocks)
    {
        int count = Math.Min(_plan.Chunk, prompt - start);
        _batch.Add(_tokens.AsSpan(start, count), start, blocks, logits: start + count == prompt ? 1 : 0);
    }
}
