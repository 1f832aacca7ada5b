using Inference.Cluster.Resumption;
using Inference.Contracts;
using Inference.Simulation.Model;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Resumption;

public sealed class ResumingTokenServiceTests
{
    private static readonly GenerateRequest Request = new()
    {
        Id = "a", Prompt = [.. Enumerable.Range(1, 40)], Sampling = new SamplingParams { N = 3, MaxTokens = 30, Logprobs = 1, PromptLogprobs = 1, Seed = 3, IgnoreEos = true },
    };

    private readonly VirtualTime _time = new();
    private readonly NodeClock _clock;
    private readonly ResumptionOptions _options = new();

    public ResumingTokenServiceTests() => _clock = new NodeClock(_time);

    public static TheoryData<string> Distortions => ["twice", "swapped", "lost", "ends", "throws", "silent", "split", "first lost", "overlap"];

    [Theory]
    [MemberData(nameof(Distortions))]
    public void Generate_FirstReplicasStreamIsDistorted_ClientSeesTheUndisturbedOne(string how)
    {
        ScriptedReplica bad = new("bad", _clock, (chunks, cancellation) => Distort(how, chunks, cancellation)), good = new("good", _clock);
        List<TokenChunk> seen = Generate(Request, bad, good);
        Check(Request, seen);
        Assert.Equal((0, 0), (bad.Engine.HeldBlocks, good.Engine.HeldBlocks));
    }

    [Fact]
    public void Generate_ReplicaDiesMidStream_TheNextGetsWhatWasEmittedAndTheSameSeed()
    {
        ScriptedReplica bad = new("bad", _clock), good = new("good", _clock);
        _time.After(TimeSpan.FromMilliseconds(150), bad.Die);
        GenerateRequest unseeded = Request with { Sampling = Request.Sampling with { Seed = null } };
        List<TokenChunk> seen = Generate(unseeded, bad, good);
        GenerateRequest rest = Assert.Single(good.Requests);
        Assert.Equal(bad.Requests[0].Sampling.Seed, rest.Sampling.Seed);
        Assert.All(rest.Emitted, emitted => Assert.NotEmpty(emitted));
        Assert.True(rest.Attempt > bad.Requests[0].Attempt);
        Check(bad.Requests[0], seen);
        Assert.Equal(0, bad.Engine.HeldBlocks);
    }

    [Fact]
    public void Generate_ReplicaIsSilentButGetsOn_IsNotGivenUp()
    {
        ScriptedReplica slow = new("slow", _clock) { GetsOn = true };
        slow.Engine.Slowness = 200;
        Check(Request, Generate(Request, slow, new("other", _clock)));
        Assert.Single(slow.Requests);
    }

    [Theory]
    [InlineData(InferenceError.InvalidRequest)]
    [InlineData(InferenceError.TooLong)]
    public void Generate_RequestIsAtFault_NobodyElseIsAsked(InferenceError error)
    {
        ScriptedReplica first = new("first", _clock, (_, _) => throw new InferenceException(error, "no")), second = new("second", _clock);
        Assert.Equal(error, Assert.Throws<InferenceException>(() => Generate(Request, first, second)).Error);
        Assert.Empty(second.Requests);
    }

    [Theory]
    [InlineData(InferenceError.Overloaded)]
    [InlineData(InferenceError.Draining)]
    public void Generate_ReplicaRefuses_AnotherTakesItWithinTheBudget(InferenceError error)
    {
        _options.RetryReserve = 2;
        _options.RetryShare = 0;
        ScriptedReplica first = new("first", _clock, (_, _) => throw new InferenceException(error, "no")), second = new("second", _clock);
        using ResumingTokenService service = Service(first, second);
        for (int i = 0; i < 2; i++) Check(Request, Run(service, Request));
        Assert.Equal(error, Assert.Throws<InferenceException>(() => Run(service, Request)).Error);
    }

    [Fact]
    public void Generate_AllReplicasAreOverloaded_IsRefusedAtOnce()
    {
        ScriptedReplica first = new("first", _clock, (_, _) => throw new InferenceException(InferenceError.Overloaded, "no") { RetryAfter = TimeSpan.FromSeconds(7) });
        InferenceException refusal = Assert.Throws<InferenceException>(() => Generate(Request, first));
        Assert.Equal((InferenceError.Overloaded, TimeSpan.FromSeconds(7)), (refusal.Error, refusal.RetryAfter));
        Assert.Equal(0, _time.Now);
    }

    [Fact]
    public void Generate_NoReplicaForTooLong_IsUnavailable()
    {
        Assert.Equal(InferenceError.Unavailable, Assert.Throws<InferenceException>(() => Generate(Request)).Error);
        Assert.InRange(_time.Now, _options.UnavailablePatience.Ticks, _options.UnavailablePatience.Ticks * 2);
    }

    [Fact]
    public void Generate_ReplicasDieOfTheRequest_ItIsQuarantinedAndRefusedFromThenOn()
    {
        ScriptedReplica[] replicas = [.. Enumerable.Range(0, 5).Select(i => new ScriptedReplica($"r{i}", _clock, (_, _) => throw new IOException("The connection was reset.")))];
        using ResumingTokenService service = Service(replicas);
        Assert.Equal(InferenceError.Quarantined, Assert.Throws<InferenceException>(() => Run(service, Request)).Error);
        Assert.Equal(InferenceError.Quarantined, Assert.Throws<InferenceException>(() => Run(service, Request with { Id = "b" })).Error);
        Assert.Equal(_options.MaxDeaths, replicas.Sum(replica => replica.Requests.Count));
    }

    [Fact]
    public void Generate_DeadlinePasses_EndsThereAndFreesTheReplica()
    {
        ScriptedReplica slow = new("slow", _clock) { GetsOn = true };
        slow.Engine.Slowness = 1000;
        GenerateRequest urgent = Request with { Deadline = _clock.GetUtcNow() + TimeSpan.FromSeconds(3) };
        Assert.Equal(InferenceError.DeadlineExceeded, Assert.Throws<InferenceException>(() => Generate(urgent, slow)).Error);
        Assert.Equal(TimeSpan.FromSeconds(3).Ticks, _time.Now);
        Assert.Equal(0, slow.Engine.HeldBlocks);
    }

    [Fact]
    public void Generate_ReplicasClockIsAhead_DeadlineIsKeptByThisOne()
    {
        ScriptedReplica ahead = new("ahead", new NodeClock(_time, TimeSpan.FromSeconds(4)));
        Check(Request, Generate(Request with { Deadline = _clock.GetUtcNow() + TimeSpan.FromSeconds(3) }, ahead));
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(1.0, 2)]
    public void Generate_FirstReplicaIsSlow_SecondIsAskedBesideItWithinTheBudget(double share, int asked)
    {
        (_options.HedgeAfter, _options.HedgeShare) = (TimeSpan.FromMilliseconds(200), share);
        ScriptedReplica slow = new("slow", _clock) { GetsOn = true }, quick = new("quick", _clock);
        slow.Engine.Slowness = 50;
        using ResumingTokenService service = Service(slow, quick);
        // The budget begins with one.
        if (share == 0) Run(service, Request with { Id = "spends it" });
        slow.Requests.Clear();
        quick.Requests.Clear();
        Check(Request, Run(service, Request));
        Assert.Equal(asked, slow.Requests.Count + quick.Requests.Count);
        Assert.Equal((0, 0), (slow.Engine.HeldBlocks, quick.Engine.HeldBlocks));
    }

    [Fact]
    public void Generate_OperatorAbortsAndTheRestIsLost_OpenChoicesAreAbortedToo()
    {
        ScriptedReplica bad = new("bad", _clock, Aborting), good = new("good", _clock);
        List<TokenChunk> seen = Generate(Request, bad, good);
        Assert.Empty(good.Requests);
        Assert.Equal([0, 1, 2], seen.Where(chunk => chunk.FinishReason == FinishReason.Abort).Select(chunk => chunk.Choice));
    }

    [Fact]
    public void Generate_ClientLeaves_ReplicaIsFreeAtOnce()
    {
        ScriptedReplica replica = new("r", _clock);
        using CancellationTokenSource left = new();
        _time.After(TimeSpan.FromMilliseconds(100), left.Cancel);
        using ResumingTokenService service = Service(replica);
        Assert.ThrowsAny<OperationCanceledException>(() => Run(service, Request, left.Token));
        Assert.Equal((0, TimeSpan.FromMilliseconds(100).Ticks), (replica.Engine.HeldBlocks, _time.Now));
    }

    [Fact]
    public void Problems_EverythingWrong_NamesAll()
    {
        ResumptionOptions wrong = new()
        {
            FirstTokenPatience = default, InterTokenPatience = default, ProgressPatience = default, MaxSilence = default, GapPatience = default, HedgeAfter = TimeSpan.Zero,
            LeastPause = default, UnavailablePatience = default, QuarantineTime = default, MostPause = TimeSpan.FromHours(2), HedgeShare = -1, RetryShare = -1, RetryReserve = -1,
            MaxDeaths = 0, MaxSilentReplicas = 0, ClockSkew = TimeSpan.FromSeconds(-1),
        };
        Assert.Equal(16, wrong.Problems().Count);
        Assert.Empty(new ResumptionOptions().Problems());
    }

    private static async IAsyncEnumerable<TokenChunk> Aborting(IAsyncEnumerable<TokenChunk> chunks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        int count = 0;
        await foreach (TokenChunk chunk in chunks.WithCancellation(cancellation))
        {
            bool abort = chunk.Choice == 0 && ++count == 3;
            yield return abort ? chunk with { FinishReason = FinishReason.Abort, Tokens = [], Logprobs = [] } : chunk;
            if (abort) throw new IOException("The connection was reset.");
        }
    }

    private static async IAsyncEnumerable<TokenChunk> Distort(string how, IAsyncEnumerable<TokenChunk> chunks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        int count = 0;
        TokenChunk? held = null;
        Dictionary<int, TokenChunk> last = [];
        await foreach (TokenChunk chunk in chunks.WithCancellation(cancellation))
        {
            count++;
            if (how == "twice" && count % 2 == 0) yield return chunk;
            if (how == "first lost" && count == 1) continue;
            if (how == "lost" && count == 20) continue;
            if (how == "ends" && count == 20) yield break;
            if (how == "throws" && count == 20) throw new IOException("The connection was reset.");
            if (how == "silent" && count == 20) await Task.Delay(Timeout.Infinite, cancellation);
            if (how == "split" && count == 20)
            {
                yield return chunk with { Tokens = [], Logprobs = [] };
                yield return chunk;
                yield return chunk with { FinishReason = null };
                continue;
            }

            if (how == "overlap" && last.TryGetValue(chunk.Choice, out TokenChunk? before))
            {
                last[chunk.Choice] = chunk;
                yield return chunk with { Position = before.Position, Tokens = [.. before.Tokens, .. chunk.Tokens], Logprobs = [.. before.Logprobs!, .. chunk.Logprobs!] };
                continue;
            }

            last[chunk.Choice] = chunk;
            if (how == "swapped" && count % 7 == 3)
            {
                held = chunk;
                continue;
            }

            yield return chunk;
            if (held is not null && count % 7 == 0) yield return held;
        }
    }

    private static void Check(GenerateRequest request, List<TokenChunk> seen)
    {
        Assert.Equal(SimulatedModel.PromptLogprobs(request).Skip(1).Select(logprobs => logprobs!.Token), Assert.Single(seen, chunk => chunk.PromptLogprobs is not null).PromptLogprobs!.Skip(1).Select(logprobs => logprobs!.Token));
        for (int choice = 0; choice < request.Sampling.N; choice++)
        {
            (int[] tokens, FinishReason finish) = SimulatedModel.Whole(request, choice);
            TokenChunk[] own = [.. seen.Where(chunk => chunk.Choice == choice)];
            int position = 0;
            foreach (TokenChunk chunk in own)
            {
                Assert.Equal(position, chunk.Position);
                position += chunk.Tokens.Count;
            }

            Assert.Equal(tokens, own.SelectMany(chunk => chunk.Tokens));
            Assert.Equal(tokens, own.SelectMany(chunk => chunk.Logprobs!).Select(logprobs => logprobs.Token));
            Assert.Equal(finish, Assert.Single(own, chunk => chunk.FinishReason is not null).FinishReason);
            Assert.NotNull(own[^1].FinishReason);
        }
    }

    private ResumingTokenService Service(params ScriptedReplica[] replicas) => new(new InOrder(replicas), _options, _clock, seeds: () => 12345);

    private List<TokenChunk> Generate(GenerateRequest request, params ScriptedReplica[] replicas)
    {
        using ResumingTokenService service = Service(replicas);
        return Run(service, request);
    }

    private List<TokenChunk> Run(ResumingTokenService service, GenerateRequest request, CancellationToken cancellation = default)
    {
        List<TokenChunk> seen = [];
        _time.Run(async () =>
        {
            await foreach (TokenChunk chunk in service.GenerateAsync(request, cancellation)) seen.Add(chunk);
        });
        return seen;
    }
}
