using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Speculation;

namespace Inference.Engine.Tests.Support;

/// <summary>An engine that steps when told to, and is checked after each step.</summary>
internal sealed class SteppedEngine : IAsyncDisposable
{
    private HashSet<string> _open = [];

    public SteppedEngine(FakeRunner? runner = null, EngineOptions? options = null, ITokenProposerFactory? proposers = null, int[]? eos = null)
    {
        Runner = runner ?? new FakeRunner();
        Engine = new InferenceEngine(Runner, eos ?? [0], options ?? new EngineOptions(), proposers, Time, new CountingSeeds());
        Engine.Loop.AfterStep = scheduler =>
        {
            scheduler.CheckIntegrity();
            _open = [.. scheduler.Requests.Select(request => request.Request.Id)];
        };
    }

    public FakeRunner Runner { get; }

    public ManualTime Time { get; } = new();

    public InferenceEngine Engine { get; }

    public EngineLoad Load => Engine.Load;

    public Generation Submit(GenerateRequest request) => new(Engine, request);

    public bool Step()
    {
        Time.Advance(TimeSpan.FromMilliseconds(10));
        return Engine.Step();
    }

    /// <summary>Steps until nothing is left to do; all blocks are free then.</summary>
    public void Finish(int atMost = 100_000)
    {
        while (Step()) Assert.True(--atMost > 0, "The engine does not get to an end.");
        Assert.Equal(new EngineLoad(0, 0, 0, false, Load.TotalBlocks, Load.TotalBlocks), Load);
    }

    /// <summary>Runs requests together, and gives their outputs, by choice.</summary>
    public async Task<List<int>[][]> Run(params GenerateRequest[] requests)
    {
        Generation[] generations = [.. requests.Select(Submit)];
        Finish();
        foreach (Generation generation in generations)
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
            Assert.Equal(generation.Request.Sampling.N, generation.Finished.Count);
            await generation.DisposeAsync();
        }

        return [.. generations.Select(generation => generation.Outputs)];
    }

    /// <summary>Whether a request had ended when the last step was over, read or not.</summary>
    public bool HasEnded(Generation generation) => !_open.Contains(generation.Request.Id);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
