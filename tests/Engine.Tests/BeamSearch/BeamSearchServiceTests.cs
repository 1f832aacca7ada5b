using Inference.Contracts;
using Inference.Engine.BeamSearch;
using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.BeamSearch;

public sealed class BeamSearchServiceTests
{
    private const int Vocabulary = 5, Eos = 2;

    private static readonly float[] LengthPenalties = [1, 0, 0.6f, 2, -1];

    [Fact]
    public async Task Generate_WideEnoughForAll_FindsTheBestOfAllSequences()
    {
        const int MaxTokens = 4;
        for (int trial = 0; trial < 30; trial++)
        {
            int[] prompt = [trial, 1];
            float penalty = LengthPenalties[trial % LengthPenalties.Length];
            List<(int[] Tokens, double Score)> all = [];
            Collect(prompt, [], 0, MaxTokens, penalty, all);

            List<TokenChunk> choices = await Search(Request(prompt, width: 600, n: 3, MaxTokens, penalty));

            double[] best = [.. all.Select(sequence => sequence.Score).OrderDescending().Take(3)];
            Assert.Equal(best, choices.Select(choice => ScoreOf(prompt, [.. choice.Tokens], penalty)), (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public async Task Generate_RandomWidths_SameAsPlainSearchToTheLastStep()
    {
        var random = new Random(21);
        for (int trial = 0; trial < 150; trial++)
        {
            int[] prompt = [random.Next(1000), random.Next(Vocabulary)];
            int width = random.Next(1, 5), n = random.Next(1, width + 1), most = random.Next(1, 9);
            float penalty = LengthPenalties[random.Next(LengthPenalties.Length)];
            List<TokenChunk> choices = await Search(Request(prompt, width, n, most, penalty));
            Assert.Equal(PlainSearch(prompt, width, n, most, penalty), choices.Select(choice => string.Join(' ', choice.Tokens)));
        }
    }

    [Fact]
    public async Task Generate_WithLogprobs_ReportsEachTokenWithRankAndTop()
    {
        int[] prompt = [4, 1];
        GenerateRequest request = Request(prompt, width: 3, n: 2, maxTokens: 5, lengthPenalty: 1);
        request = request with { Sampling = request.Sampling with { Logprobs = 2, PromptLogprobs = 1 } };
        List<TokenChunk> choices = await Search(request);
        Assert.Equal([0, 1], choices.Select(choice => choice.Choice));
        Assert.Equal(2, choices[0].PromptLogprobs!.Count);
        foreach (TokenChunk choice in choices)
        {
            Assert.Equal((0, 3, choice.Tokens.Count), (choice.Position, choice.CachedTokens, choice.Logprobs!.Count));
            bool ended = choice.Tokens[^1] == Eos;
            Assert.Equal((ended ? FinishReason.Stop : FinishReason.Length, ended ? Eos : (int?)null), (choice.FinishReason, choice.StopToken));
            for (int i = 0; i < choice.Tokens.Count; i++)
            {
                TokenLogprobs expected = TokenSampler.LogprobsOf(FakeTokenService.Logits(prompt.Concat(choice.Tokens.Take(i)), Vocabulary), choice.Tokens[i], 2);
                Assert.Equal((expected.Token, expected.Logprob, expected.Rank), (choice.Logprobs[i].Token, choice.Logprobs[i].Logprob, choice.Logprobs[i].Rank));
                Assert.Equal(expected.Top, choice.Logprobs[i].Top);
            }
        }
    }

    [Fact]
    public async Task Generate_ReportsAsked_DoNotChangeTheSearch()
    {
        GenerateRequest request = Request([9, 1], width: 1, n: 1, maxTokens: 6, lengthPenalty: 0);
        List<TokenChunk> plain = await Search(request);
        List<TokenChunk> reported = await Search(request with { Sampling = request.Sampling with { Logprobs = Vocabulary } });
        Assert.Equal(plain[0].Tokens, reported[0].Tokens);
        Assert.Null(plain[0].Logprobs);
    }

    [Fact]
    public async Task Generate_IgnoreEosMinTokensAndStopTokens_EndAsAsked()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            GenerateRequest request = Request([seed, 1], width: 3, n: 3, maxTokens: 5, lengthPenalty: 0);
            List<TokenChunk> ignoring = await Search(request with { Sampling = request.Sampling with { IgnoreEos = true } });
            List<TokenChunk> late = await Search(request with { Sampling = request.Sampling with { MinTokens = 3 } });
            List<TokenChunk> stopping = await Search(request with { Sampling = request.Sampling with { StopTokenIds = [4] } });
            Assert.All(ignoring, choice => Assert.Equal((5, FinishReason.Length), (choice.Tokens.Count, choice.FinishReason)));
            Assert.All(late, choice => Assert.DoesNotContain(Eos, choice.Tokens.Take(3)));
            Assert.All(stopping, choice => Assert.DoesNotContain(choice.Tokens.SkipLast(1), token => token is 4 or Eos));
        }
    }

    [Fact]
    public async Task Generate_GoingOnFromEmitted_SendsTheRest()
    {
        GenerateRequest request = Request([7, 1], width: 3, n: 2, maxTokens: 6, lengthPenalty: 1);
        List<TokenChunk> whole = await Search(request);
        List<TokenChunk> rest = await Search(request with { Emitted = [whole[0].Tokens, []] });
        Assert.Equal((whole[0].Tokens.Count, 0, whole[0].FinishReason), (rest[0].Position, rest[0].Tokens.Count, rest[0].FinishReason));
        Assert.Equal(whole[1].Tokens, rest[1].Tokens);
    }

    [Fact]
    public async Task Generate_NothingCanBeatTheFinished_EndsEarly()
    {
        int fewest = int.MaxValue;
        for (int seed = 0; seed < 20; seed++)
        {
            var service = new FakeTokenService(Vocabulary);
            await Collect(new BeamSearchService(service, 1000, [Eos]), Request([seed, 1], width: 2, n: 1, maxTokens: 50, lengthPenalty: 0));
            fewest = Math.Min(fewest, service.Requests);
        }

        Assert.InRange(fewest, 1, 20);
    }

    [Fact]
    public async Task Generate_ContextFullWithoutMaxTokens_EndsThere()
    {
        GenerateRequest request = Request([3, 1], width: 2, n: 2, maxTokens: null, lengthPenalty: 1);
        request = request with { Sampling = request.Sampling with { IgnoreEos = true } };
        List<TokenChunk> choices = await Collect(new BeamSearchService(new FakeTokenService(Vocabulary, maxContext: 8), 1000, [Eos]), request);
        Assert.All(choices, choice => Assert.Equal((6, FinishReason.Length), (choice.Tokens.Count, choice.FinishReason)));
    }

    [Fact]
    public async Task Generate_Cancelled_CancelsEveryBeam()
    {
        using var cancel = new CancellationTokenSource();
        int waiting = 0, cancelled = 0;
        var service = new FakeTokenService(Vocabulary)
        {
            BeforeAnswer = async (request, token) =>
            {
                if (request.Prompt.Count == 2) return;
                var wait = new TaskCompletionSource();
                await using CancellationTokenRegistration registration = token.Register(() =>
                {
                    Interlocked.Increment(ref cancelled);
                    wait.SetCanceled(token);
                });
                if (Interlocked.Increment(ref waiting) == 3) _ = cancel.CancelAsync();
                await wait.Task;
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Collect(new BeamSearchService(service, 1000, []), Request([1, 1], width: 3, n: 1, maxTokens: 4, lengthPenalty: 1), cancel.Token));
        Assert.Equal((3, 3), (waiting, cancelled));
    }

    [Fact]
    public async Task Generate_OneBeamFails_FailsWithItsErrorAndCancelsTheOthers()
    {
        int cancelled = 0;
        var service = new FakeTokenService(Vocabulary)
        {
            BeforeAnswer = async (request, token) =>
            {
                if (request.Prompt.Count == 2) return;
                if (request.Id.EndsWith("-1", StringComparison.Ordinal)) throw new InferenceException(InferenceError.Overloaded, "busy");
                var wait = new TaskCompletionSource();
                await using CancellationTokenRegistration registration = token.Register(() => wait.SetCanceled(token));
                await wait.Task.ContinueWith(_ => Interlocked.Increment(ref cancelled), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            },
        };
        InferenceException error = await Assert.ThrowsAsync<InferenceException>(
            () => Collect(new BeamSearchService(service, 1000, []), Request([1, 1], width: 3, n: 1, maxTokens: 4, lengthPenalty: 1)));
        Assert.Equal((InferenceError.Overloaded, 2), (error.Error, cancelled));
    }

    [Fact]
    public async Task Generate_OneBeamIsAborted_EndsAllChoicesWithAbort()
    {
        AbortingService inner = new();
        BeamSearchService service = new(inner, Vocabulary, [Eos]);
        List<TokenChunk> choices = [];
        await foreach (TokenChunk chunk in service.GenerateAsync(Request([1, 2], width: 3, n: 2, maxTokens: 5, lengthPenalty: 1))) choices.Add(chunk);
        Assert.Equal([(0, FinishReason.Abort), (1, FinishReason.Abort)], choices.Select(choice => (choice.Choice, choice.FinishReason!.Value)));
        Assert.All(choices, choice => Assert.Empty(choice.Tokens));
    }

    [Fact]
    public async Task Generate_WrongParameters_AreRefusedBeforeAnyStep()
    {
        var service = new FakeTokenService(Vocabulary);
        GenerateRequest request = Request([1, 1], width: 2, n: 3, maxTokens: 4, lengthPenalty: 1);
        InferenceException error = await Assert.ThrowsAsync<InferenceException>(() => Collect(new BeamSearchService(service, 1000, [Eos]), request));
        Assert.Equal(("N", 0), (error.Parameter, service.Requests));
    }

    [Fact]
    public async Task Generate_NoBeamWidth_PassesThrough()
    {
        GenerateRequest request = new() { Id = "r", Prompt = [1, 1] };
        TokenChunk chunk = Assert.Single(await Search(request));
        Assert.Equal(("r", 1), (chunk.RequestId, chunk.Tokens.Count));
    }

    private static GenerateRequest Request(int[] prompt, int width, int n, int? maxTokens, float lengthPenalty) =>
        new() { Id = "r", Prompt = prompt, Sampling = new SamplingParams { BeamWidth = width, N = n, MaxTokens = maxTokens, LengthPenalty = lengthPenalty } };

    private static Task<List<TokenChunk>> Search(GenerateRequest request) =>
        Collect(new BeamSearchService(new FakeTokenService(Vocabulary), 1000, [Eos]), request);

    private static async Task<List<TokenChunk>> Collect(BeamSearchService service, GenerateRequest request, CancellationToken cancellationToken = default)
    {
        List<TokenChunk> chunks = [];
        await foreach (TokenChunk chunk in service.GenerateAsync(request, cancellationToken)) chunks.Add(chunk);
        return chunks;
    }

    /// <summary>Every sequence that ends, or is as long as allowed.</summary>
    private static void Collect(int[] prompt, int[] tokens, double total, int most, float penalty, List<(int[] Tokens, double Score)> all)
    {
        for (int token = 0; token < Vocabulary; token++)
        {
            int[] longer = [.. tokens, token];
            if (token == Eos || longer.Length == most) all.Add((longer, ScoreOf(prompt, longer, penalty)));
            else Collect(prompt, longer, total, most, penalty, all);
        }
    }

    private static double ScoreOf(int[] prompt, int[] tokens, float penalty)
    {
        double total = tokens.Select((token, i) => (double)LogprobOf([.. prompt, .. tokens.Take(i)], token)).Sum();
        return total / Math.Pow(prompt.Length + tokens.Length - (tokens[^1] == Eos ? 1 : 0), penalty);
    }

    private static float LogprobOf(int[] context, int token) => TokenSampler.LogprobsOf(FakeTokenService.Logits(context, Vocabulary), token, 0).Logprob;

    /// <summary>Beam search to the last step, with every sequence kept and everything sorted anew.</summary>
    private static IEnumerable<string> PlainSearch(int[] prompt, int width, int n, int most, float penalty)
    {
        List<int[]> running = [[]], finished = [];
        for (int step = 0; step < most; step++)
        {
            List<int[]> next = [];
            foreach (int[] beam in running)
            {
                int[] context = [.. prompt, .. beam];
                foreach (int token in Enumerable.Range(0, Vocabulary).OrderByDescending(token => LogprobOf(context, token)).Take(2 * width))
                {
                    (token == Eos ? finished : next).Add([.. beam, token]);
                }
            }

            double Total(int[] beam) => beam.Select((token, i) => (double)LogprobOf([.. prompt, .. beam.Take(i)], token)).Sum();
            running = [.. next.OrderByDescending(Total).Take(width)];
        }

        return finished.Concat(running).OrderByDescending(beam => ScoreOf(prompt, beam, penalty)).Take(n).Select(beam => string.Join(' ', beam));
    }
}
