using Inference.Cluster.Reattachment;
using Inference.Contracts;

namespace Inference.Cluster.Tests.Reattachment;

public sealed class InMemoryJournalTests
{
    private readonly InMemoryJournal _journal = new(TimeSpan.FromHours(1), 100, TimeProvider.System, maxBytes: 100_000);

    [Fact]
    public async Task TakeOver_EverythingThatARequestMaySay_IsAsItWas()
    {
        GenerateRequest request = new()
        {
            Id = "ä-1",
            Prompt = [0, 151_935, 7],
            Sampling = new SamplingParams
            {
                N = 3, Temperature = 0, TopP = 0.1f, TopK = -1, MinP = float.Epsilon, PresencePenalty = -1.7f, FrequencyPenalty = float.MaxValue, RepetitionPenalty = 1f / 3,
                LogitBias = new Dictionary<int, float> { [3] = float.NegativeInfinity, [151_935] = -0.3f }, AllowedTokenIds = [4, 5], BadWords = [[1], [2, 3]], MinTokens = 2, MaxTokens = null,
                StopTokenIds = [9], IgnoreEos = true, Seed = ulong.MaxValue, Logprobs = 0, PromptLogprobs = 20, BeamWidth = 2, LengthPenalty = 0,
            },
            Constraint = new ConstraintSpec(ConstraintKind.Regex, "\"\\d+\u2028<é>"),
            Reasoning = new ReasoningSpan(["<think>"], ["</think>", "\n"], true),
            Priority = -2,
            CacheSalt = "salt",
            Tenant = "t",
            Session = "s",
            Deadline = new DateTimeOffset(2026, 11, 21, 9, 8, 7, 654, TimeSpan.FromHours(2)).AddTicks(3),
            Emitted = [[1, 2], []],
            Attempt = long.MaxValue,
        };
        byte[] state = [0, 255, 34, 92];
        await _journal.WriteAsync(new RequestRecord { ResponseId = "r", Tenant = "t", Request = request, Others = [new GenerateRequest { Id = "b", Prompt = [] }], FrontState = state, Takeovers = 4 });
        RequestRecord found = (await _journal.TakeOverAsync("r", "t"))!;

        Assert.Equivalent(request, found.Request, strict: true);
        Assert.Equivalent(new GenerateRequest { Id = "b", Prompt = [] }, Assert.Single(found.Others), strict: true);
        Assert.Equal(("r", "t", 5), (found.ResponseId, found.Tenant, found.Takeovers));
        Assert.Equal(state, found.FrontState.ToArray());
    }

    [Fact]
    public async Task Write_MoreThanThereIsRoomFor_KeepsTheLatest()
    {
        for (int i = 0; i < 1000; i++) await _journal.WriteAsync(Record(i, bytes: 100 * (i % 20)));
        int kept = _journal.Count;
        Assert.InRange(kept, 20, 100);
        for (int i = 0; i < 1000; i++)
        {
            RequestRecord? found = await _journal.TakeOverAsync($"{i}", "");
            Assert.Equal(i >= 1000 - kept, found is not null);
            if (found is null) continue;
            Assert.Equal(i, Assert.Single(found.Request.Prompt));
            Assert.Equal(Record(i, 100 * (i % 20)).FrontState.ToArray(), found.FrontState.ToArray());
        }
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(51_000)]
    public async Task Write_RecordIsLargerThanHalfOfAllRoom_IsNotKeptAndTakesNobodysPlace(int bytes)
    {
        await _journal.WriteAsync(Record(1, 10));
        await _journal.WriteAsync(Record(2, bytes));

        Assert.Null(await _journal.TakeOverAsync("2", ""));
        Assert.NotNull(await _journal.TakeOverAsync("1", ""));
    }

    private static RequestRecord Record(int number, int bytes)
    {
        byte[] state = new byte[bytes];
        new Random(number).NextBytes(state);
        return new RequestRecord { ResponseId = $"{number}", Tenant = "", Request = new GenerateRequest { Id = $"{number}", Prompt = [number] }, FrontState = state };
    }
}
