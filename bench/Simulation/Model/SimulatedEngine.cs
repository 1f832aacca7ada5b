using System.Runtime.CompilerServices;
using Inference.Contracts;

namespace Inference.Simulation.Model;

/// <summary>An engine as the cluster sees one: it computes whether or not anyone reads, holds blocks as long as it works, and frees them on cancellation at once.</summary>
public sealed class SimulatedEngine(TimeProvider clock, SimulatedEngineOptions options) : ITokenService
{
    private readonly HashSet<Work> _work = [];

    /// <summary>Multiplies the time that everything takes.</summary>
    public double Slowness { get; set; } = 1;

    public int HeldBlocks { get; private set; }

    public int Open => _work.Count;

    public long Steps { get; private set; }

    public Action<GenerateRequest>? Poisoned { get; set; }

    /// <summary>Called with each request that is begun.</summary>
    public Action<GenerateRequest>? Began { get; set; }

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (request.Sampling.MaxTokens < 1) throw new InferenceException(InferenceError.InvalidRequest, "max_tokens must be at least 1.");
        if (request.Deadline <= clock.GetUtcNow()) throw new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed.");
        if (_work.Count >= options.MaxRequests) throw new InferenceException(InferenceError.Overloaded, "Too much is queued.") { RetryAfter = TimeSpan.FromSeconds(1) };
        Began?.Invoke(request);
        if (_work.Any(other => other.Request.Id == request.Id && other.Request.Attempt < request.Attempt)) throw new InvalidOperationException($"Two attempts at {request.Id} are computed at once.");
        using Work work = new(this, request, (request.Prompt.Count / TokenBlock.Size) + 1);
        using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(_ => work.Dispose(), null);
        _ = ComputeAsync(request, work, cancellationToken);
        while (await work.Chunks.TakeAsync(cancellationToken) is { } chunk) yield return chunk;
    }

    public void CheckIntegrity()
    {
        if (HeldBlocks != _work.Sum(work => work.Blocks)) throw new InvalidOperationException("Blocks are held for nobody.");
    }

    private async Task ComputeAsync(GenerateRequest request, Work work, CancellationToken cancellation)
    {
        try
        {
            List<int>[] outputs = [.. Enumerable.Range(0, request.Sampling.N).Select(choice => new List<int>(choice < request.Emitted.Count ? request.Emitted[choice] : []))];
            bool[] ended = new bool[outputs.Length];
            bool report = request.Sampling.PromptLogprobs is not null && outputs.All(output => output.Count == 0);
            for (int choice = 0; choice < outputs.Length; choice++)
            {
                if (outputs[choice].Count == 0 || SimulatedModel.Ends(request, outputs[choice].Count, outputs[choice][^1]) is not { } finish) continue;
                ended[choice] = true;
                work.Chunks.Put(Chunk(request, choice, outputs[choice], 0, finish));
            }

            await Task.Delay(options.PerPromptToken * request.Prompt.Count * Slowness, clock, cancellation);
            while (!Array.TrueForAll(ended, end => end))
            {
                await Task.Delay(options.Step * Slowness, clock, cancellation);
                Steps++;
                if (options.IsPoison(request)) Poisoned?.Invoke(request);
                for (int choice = 0; choice < outputs.Length; choice++)
                {
                    if (ended[choice]) continue;
                    outputs[choice].Add(SimulatedModel.Next(request, choice, outputs[choice]));
                    FinishReason? finish = SimulatedModel.Ends(request, outputs[choice].Count, outputs[choice][^1]);
                    ended[choice] = finish is not null;
                    TokenChunk chunk = Chunk(request, choice, outputs[choice], 1, finish);
                    work.Chunks.Put(report ? chunk with { PromptLogprobs = SimulatedModel.PromptLogprobs(request) } : chunk);
                    report = false;
                }
            }

            work.Chunks.Complete();
            work.Dispose();
        }
        catch (OperationCanceledException)
        {
            work.Dispose();
        }
    }

    private static TokenChunk Chunk(GenerateRequest request, int choice, List<int> output, int fresh, FinishReason? finish) => new()
    {
        RequestId = request.Id,
        Choice = choice,
        Position = output.Count - fresh,
        Tokens = [.. output.TakeLast(fresh)],
        Logprobs = request.Sampling.Logprobs is null ? null : [.. output.TakeLast(fresh).Select(token => SimulatedModel.Logprobs(token, output.Count - 1))],
        FinishReason = finish,
        StopToken = finish == FinishReason.Stop ? output[^1] : null,
    };

    private sealed class Work : IDisposable
    {
        private readonly SimulatedEngine _engine;

        public Work(SimulatedEngine engine, GenerateRequest request, int blocks)
        {
            (_engine, Request, Blocks) = (engine, request, blocks);
            engine._work.Add(this);
            engine.HeldBlocks += blocks;
        }

        public GenerateRequest Request { get; }

        public int Blocks { get; }

        public Mailbox<TokenChunk> Chunks { get; } = new();

        public void Dispose()
        {
            if (_engine._work.Remove(this)) _engine.HeldBlocks -= Blocks;
        }
    }
}

public sealed class SimulatedEngineOptions
{
    public TimeSpan Step { get; set; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan PerPromptToken { get; set; } = TimeSpan.FromMilliseconds(1);

    public int MaxRequests { get; set; } = 64;

    /// <summary>Requests that end the process which computes them.</summary>
    public Func<GenerateRequest, bool> IsPoison { get; set; } = _ => false;
}
