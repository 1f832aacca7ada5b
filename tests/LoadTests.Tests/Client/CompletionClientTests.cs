using System.Net;
using System.Net.Sockets;
using Inference.LoadTests.Client;
using Inference.LoadTests.Stub;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Client;

public sealed class CompletionClientTests
{
    private readonly ManualTime _time = new();
    private readonly CountingObserver _observer = new();

    [Fact]
    public async Task SendAsync_WholeStream_IsCompleted()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendTextAsync("Hello", 0, token: 7);
            await exchange.SendTextAsync(" there", 1, "stop", 8);
            await exchange.SendEventAsync("""{"id":"r0","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}}""", 2);
            await exchange.SendEventAsync("[DONE]", 3);
            await exchange.EndStreamAsync();
        });

        Assert.Equal(Outcome.Completed, record.Outcome);
        Assert.Equal("Hello there", record.Text);
        Assert.Equal([7, 8], record.TokenIds);
        Assert.Equal((4, 1, 2), (record.PromptTokens, record.CachedTokens, record.OutputTokens));
        Assert.Equal(2, record.Events.Count);
        Assert.Empty(record.Faults);
    }

    [Fact]
    public async Task SendAsync_EventsCutAcrossPackets_ReadTheSame()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            const string Whole = "id: 0\ndata: {\"choices\":[{\"delta\":{\"content\":\"one two\"},\"finish_reason\":\"stop\"}]}\n\nid: 1\ndata: [DONE]\n\n";
            foreach (char letter in Whole) await exchange.SendPartAsync($"{letter}");
            await exchange.EndStreamAsync();
        });

        Assert.Equal(Outcome.Completed, record.Outcome);
        Assert.Equal("one two", record.Text);
    }

    [Fact]
    public async Task SendAsync_DuplicateAndMissingEvents_AreFaults()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendTextAsync("a", 0);
            await exchange.SendTextAsync("a", 0);
            await exchange.SendTextAsync("b", 3, "stop");
            await exchange.SendEventAsync("[DONE]", 4);
            await exchange.EndStreamAsync();
        });

        Assert.Equal(Outcome.Completed, record.Outcome);
        Assert.Equal(1, record.Faults[StreamFault.DuplicateEvent]);
        Assert.Equal(2, record.Faults[StreamFault.MissingEvent]);
    }

    [Fact]
    public async Task SendAsync_EndWithoutDone_IsTruncated()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendTextAsync("a");
            await exchange.EndStreamAsync();
        });

        Assert.Equal(Outcome.Truncated, record.Outcome);
        Assert.Equal("a", record.Text);
    }

    [Fact]
    public async Task SendAsync_ConnectionBreaksInTheStream_IsLostWithWhatCame()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendTextAsync("a");
            await _observer.TokensAsync();
            exchange.Abort();
        });

        Assert.Equal(Outcome.ConnectionLost, record.Outcome);
        Assert.Equal("a", record.Text);
        Assert.NotNull(record.Problem);
    }

    [Fact]
    public async Task SendAsync_NoJson_IsGarbled()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendEventAsync("{\"choices\":[{\"delta\":");
            await exchange.SendTextAsync("a", finish: "stop");
            await exchange.SendEventAsync("[DONE]");
            await exchange.EndStreamAsync();
        });

        Assert.Equal(Outcome.Garbled, record.Outcome);
    }

    [Fact]
    public async Task SendAsync_ErrorInTheStream_IsTheServersAndNoFault()
    {
        RequestRecord record = await SendAsync(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendTextAsync("a");
            await exchange.SendEventAsync("""{"error":{"message":"boom"}}""");
            await exchange.SendEventAsync("[DONE]");
            await exchange.EndStreamAsync();
        });

        Assert.Equal((Outcome.ServerError, "boom"), (record.Outcome, record.Problem));
        Assert.Empty(record.Faults);
    }

    [Theory]
    [InlineData(429, Outcome.Refused)]
    [InlineData(503, Outcome.Unavailable)]
    [InlineData(400, Outcome.HttpError)]
    [InlineData(500, Outcome.HttpError)]
    internal async Task SendAsync_Status_IsItsOutcome(int status, Outcome expected)
    {
        RequestRecord record = await SendAsync(exchange => exchange.AnswerAsync(status, """{"error":{"message":"no"}}""", headers: "Retry-After: 3"));

        Assert.Equal((expected, status, true), (record.Outcome, record.Status, record.HasRetryAfter));
        Assert.Contains("no", record.Problem);
    }

    [Fact]
    public async Task SendAsync_RefusedWithRetries_ComesAgainWhenTheServerSays()
    {
        await using ScriptedServer server = new(exchange => exchange.Number == 0 ? exchange.AnswerAsync(429, "{}", headers: "Retry-After: 2") : AnswerAsync(exchange));
        RunClock clock = new(_time);
        using CompletionClient client = new(new ClientOptions { Addresses = [server.Address], Retries = 1 }, clock, _observer);
        RequestRecord record = Record();
        Task sending = client.SendAsync(record, "v1/chat/completions", "{}"u8.ToArray(), CancellationToken.None);
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(1, server.Requests);

        _time.Advance(TimeSpan.FromSeconds(2));
        await sending;

        Assert.Equal((Outcome.Completed, 1), (record.Outcome, record.Retries));
        Assert.Equal(TimeSpan.FromSeconds(2), record.EndToEnd);
    }

    [Fact]
    public async Task SendAsync_NoAnswer_TimesOut()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = new(exchange =>
        {
            asked.SetResult();
            return exchange.ClosedAsync();
        });
        using CompletionClient client = new(new ClientOptions { Addresses = [server.Address], Timeout = TimeSpan.FromSeconds(5) }, new RunClock(_time), _observer);
        RequestRecord record = Record();
        Task sending = client.SendAsync(record, "v1/chat/completions", "{}"u8.ToArray(), CancellationToken.None);
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(5));
        await sending;

        Assert.Equal(Outcome.TimedOut, record.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(5), record.EndToEnd);
    }

    [Fact]
    public async Task SendAsync_NobodyListens_FailsToConnect()
    {
        int port;
        using (TcpListener listener = new(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        using CompletionClient client = new(new ClientOptions { Addresses = [new Uri($"http://127.0.0.1:{port}")] }, new RunClock(_time), _observer);
        RequestRecord record = Record();

        await client.SendAsync(record, "v1/chat/completions", "{}"u8.ToArray(), CancellationToken.None);

        Assert.Equal(Outcome.ConnectFailed, record.Outcome);
    }

    [Fact]
    public async Task SendAsync_RunEnds_IsUnfinished()
    {
        using CancellationTokenSource end = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = new(exchange =>
        {
            asked.SetResult();
            return exchange.ClosedAsync();
        });
        using CompletionClient client = new(new ClientOptions { Addresses = [server.Address] }, new RunClock(_time), _observer);
        RequestRecord record = Record();
        Task sending = client.SendAsync(record, "v1/chat/completions", "{}"u8.ToArray(), end.Token);
        await asked.Task;

        await end.CancelAsync();
        await sending;

        Assert.Equal(Outcome.Unfinished, record.Outcome);
    }

    private static RequestRecord Record() => new(0, 0, "test", TimeSpan.Zero);

    private static async Task AnswerAsync(StubExchange exchange)
    {
        await exchange.BeginStreamAsync();
        await exchange.SendTextAsync("a", finish: "stop");
        await exchange.SendEventAsync("[DONE]");
        await exchange.EndStreamAsync();
    }

    private async Task<RequestRecord> SendAsync(Func<StubExchange, Task> script)
    {
        await using ScriptedServer server = new(script);
        using CompletionClient client = new(new ClientOptions { Addresses = [server.Address] }, new RunClock(_time), _observer);
        RequestRecord record = Record();
        await client.SendAsync(record, "v1/chat/completions", "{}"u8.ToArray(), CancellationToken.None);
        return record;
    }
}
