using Inference.Cluster.Reattachment;
using Inference.Contracts;
using Inference.Simulation.Model;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Reattachment;

public sealed class ReattachmentTests
{
    private static readonly GenerateRequest Request = new() { Id = "a", Prompt = [1, 2, 3], Sampling = new SamplingParams { N = 2, MaxTokens = 12, Seed = 4, Logprobs = 0, PromptLogprobs = 0 } };

    private readonly VirtualTime _time = new();
    private readonly NodeClock _clock;

    public ReattachmentTests() => _clock = new NodeClock(_time);

    [Fact]
    public void Replay_FromEveryPlace_ClientHasTheWholeResponseOnce() => _time.Run(async () =>
    {
        InMemoryJournal journal = new(TimeSpan.FromHours(1), 1000, _clock);
        SimulatedEngine engine = new(_clock, new SimulatedEngineOptions());
        ResponseReattachment reattachment = new(journal, engine);
        List<TokenChunk> whole = [];
        await foreach (TokenChunk chunk in engine.GenerateAsync(Request)) whole.Add(chunk);
        await journal.WriteAsync(new RequestRecord { ResponseId = "r", Tenant = "t", Request = Request });

        for (int read = 0; read <= whole.Count; read++)
        {
            StreamCursor cursor = StreamCursor.Start(2);
            List<TokenChunk> client = [.. whole.Take(read)];
            foreach (TokenChunk chunk in client) cursor.Advance(chunk);
            Assert.True(StreamCursor.TryParse(cursor.ToString(), 2, out StreamCursor? sent));
            RequestRecord record = (await reattachment.FindAsync("r", "t"))!;
            Assert.True(record.Request.Attempt > 0);
            await foreach (ReplayedChunk chunk in reattachment.ReplayAsync(record, sent))
            {
                if (!chunk.IsKnown) client.Add(chunk.Chunk);
            }

            for (int choice = 0; choice < 2; choice++)
            {
                (int[] tokens, FinishReason finish) = SimulatedModel.Whole(Request, choice);
                TokenChunk[] own = [.. client.Where(chunk => chunk.Choice == choice)];
                Assert.Equal(tokens, own.SelectMany(chunk => chunk.Tokens));
                Assert.Equal(tokens, own.SelectMany(chunk => chunk.Logprobs!).Select(logprobs => logprobs.Token));
                Assert.Equal(finish, Assert.Single(own, chunk => chunk.FinishReason is not null).FinishReason);
            }

            Assert.Single(client, chunk => chunk.PromptLogprobs is not null);
        }
    });

    [Fact]
    public void Find_OtherTenantsOrUnknownOrOldResponse_IsNotThere() => _time.Run(async () =>
    {
        InMemoryJournal journal = new(TimeSpan.FromMinutes(1), 2, _clock);
        ResponseReattachment reattachment = new(journal, new SimulatedEngine(_clock, new SimulatedEngineOptions()));
        await journal.WriteAsync(new RequestRecord { ResponseId = "r", Tenant = "t", Request = Request });
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await journal.WriteAsync(new RequestRecord { ResponseId = "r", Tenant = "x", Request = Request }));
        Assert.Null(await reattachment.FindAsync("r", "other"));
        Assert.Null(await reattachment.FindAsync("q", "t"));
        Assert.Equal(1, (await reattachment.FindAsync("r", "t"))!.Takeovers);
        Assert.Equal(2, (await reattachment.FindAsync("r", "t"))!.Takeovers);
        await Task.Delay(TimeSpan.FromMinutes(2), _clock);
        Assert.Null(await reattachment.FindAsync("r", "t"));
        for (int i = 0; i < 5; i++) await journal.WriteAsync(new RequestRecord { ResponseId = $"{i}", Tenant = "t", Request = Request });
        Assert.Equal(2, journal.Count);
    });

    [Theory]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("a.2")]
    [InlineData("-1.2")]
    [InlineData("e.1")]
    [InlineData("1..2")]
    [InlineData("99999999999.1")]
    public void TryParse_NoCursor_SaysSo(string text) => Assert.False(StreamCursor.TryParse(text, 2, out _));

    [Fact]
    public void TryParse_Nothing_IsTheBeginning()
    {
        Assert.True(StreamCursor.TryParse(null, 2, out StreamCursor? cursor));
        Assert.Equal("0.0", cursor.ToString());
    }
}
