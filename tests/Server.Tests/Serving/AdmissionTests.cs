using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Inference.Contracts;

namespace Inference.Server.Tests.Serving;

/// <summary>Who may come in, from where, how often, and for how long.</summary>
[Collection(nameof(RunningServer))]
public sealed class AdmissionTests
{
    private const string Completions = "/v1/completions", Body = """{"prompt":"a"}""", Page = "https://page.example";

    [Fact]
    public async Task Quota_RequestsAtOnce_IsEachKeysOwn()
    {
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously), begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            SayAsync, new() { Configure = options => (options.ApiKeys, options.ConcurrentRequests) = (["one", "two"], 1) });
        Task<HttpResponseMessage> first = PostAsync("one");
        await begun.Task;
        using HttpResponseMessage refused = await PostAsync("one"), models = await AskAsync("one", new HttpRequestMessage(HttpMethod.Get, "/v1/models"));
        Task<HttpResponseMessage> other = PostAsync("two");
        goOn.SetResult();

        JsonNode error = await RunningServer.ErrorOf(refused, HttpStatusCode.TooManyRequests);
        Assert.Equal("rate_limit_exceeded", (string?)error["code"]);
        Assert.Equal(1, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("one")).StatusCode);

        Task<HttpResponseMessage> PostAsync(string key) => AskAsync(key, new HttpRequestMessage(HttpMethod.Post, Completions) { Content = Json() });

        Task<HttpResponseMessage> AskAsync(string key, HttpRequestMessage request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return server.Client.SendAsync(request);
        }

        async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            begun.TrySetResult();
            await goOn.Task.WaitAsync(cancellation);
            yield return ScriptedServer.Chunk(request, 0, "x", FinishReason.Stop);
        }
    }

    [Fact]
    public async Task Door_IsShut_RefusesBeforeAnythingIsRead()
    {
        PlayedDoor door = new() { Refusal = new InferenceException(InferenceError.Overloaded, "full") { RetryAfter = TimeSpan.FromSeconds(7) } };
        bool isAsked = false;
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            (request, cancellation) =>
            {
                isAsked = true;
                return ScriptedServer.SayAsync(request, "x", cancellation);
            },
            new() { Door = door });
        foreach (string body in (string[])[Body, "{"])
        {
            using HttpResponseMessage refused = await server.PostAsync(Completions, body);
            JsonNode error = await RunningServer.ErrorOf(refused, HttpStatusCode.TooManyRequests);
            Assert.Equal("overloaded", (string?)error["code"]);
            Assert.Equal(7, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        }

        using HttpResponseMessage models = await server.Client.GetAsync("/v1/models");
        Assert.Equal((HttpStatusCode.OK, false, 2, 0), (models.StatusCode, isAsked, door.Entered, door.Left));
    }

    [Theory]
    [InlineData(Body, HttpStatusCode.OK)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"prompt":"a","model":"unknown"}""", HttpStatusCode.NotFound)]
    public async Task Door_LetsIn_GetsItsPassBackAtTheEnd(string body, HttpStatusCode status)
    {
        PlayedDoor door = new();
        await using ScriptedServer server = await ScriptedServer.StartAsync("x", new() { Door = door });
        using HttpResponseMessage response = await server.PostAsync(Completions, body);
        await door.OneLeft.Task;

        Assert.Equal((status, 1, 1), (response.StatusCode, door.Entered, door.Left));
    }

    [Fact]
    public async Task Door_ClientGoesWhileItSends_GetsItsPassBack()
    {
        PlayedDoor door = new();
        await using ScriptedServer server = await ScriptedServer.StartAsync("x", new() { Door = door });
        using (TcpClient client = new())
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
            await client.GetStream().WriteAsync("POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
            await door.OneEntered.Task;
        }

        await door.OneLeft.Task;
        Assert.Equal((1, 1), (door.Entered, door.Left));
    }

    /// <summary>Room for fewer than the others are. A request that has just ended may still be counted.</summary>
    [Fact]
    public async Task Door_ManyRequestsGenerateNothing_HasRoomForThoseThatDo()
    {
        await using RunningServer server = await RunningServer.StartAsync(configureEngine: engine => (engine.MaxSequences, engine.MaxQueuedRequests) = (1, 7));
        using CancellationTokenSource over = new();
        Task<int>[] others = [.. Enumerable.Range(0, 16).Select(_ => TokenizeAsync())];
        for (int i = 0; i < 6; i++)
        {
            await server.AskAsync(Completions, new JsonObject { ["prompt"] = "a", ["max_tokens"] = 1 });
            await server.FailAsync(Completions, "{", HttpStatusCode.BadRequest);
            await server.FailAsync(Completions, """{"prompt":"a","max_tokens":-1}""", HttpStatusCode.BadRequest);
        }

        await over.CancelAsync();
        Assert.All(await Task.WhenAll(others), count => Assert.True(count > 0));

        async Task<int> TokenizeAsync()
        {
            int count = 0;
            do
            {
                await server.AskAsync("/tokenize", new JsonObject { ["prompt"] = "some text" });
                count++;
            }
            while (!over.IsCancellationRequested);
            return count;
        }
    }

    [Fact]
    public async Task Deadline_BeforeTheAnswerBegins_IsATimeout()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.RequestTimeout = TimeSpan.FromTicks(1));
        foreach (string path in (string[])[Completions, "/generate", "/v1/embeddings"])
        {
            JsonNode error = await server.FailAsync(path, """{"prompt":"a","input":"a","max_tokens":400,"ignore_eos":true}""", HttpStatusCode.GatewayTimeout);

            Assert.Equal(("timeout_error", "deadline_exceeded"), ((string?)error["type"], (string?)error["code"]));
        }

        await server.Model.DrainAsync();
        Assert.Equal(server.Model.Progress.Load.TotalBlocks, server.Model.Progress.Load.FreeBlocks);
    }

    [Fact]
    public async Task Deadline_InMidStream_EndsItWithAnError()
    {
        await using Console.ConsoleServer server = await Console.ConsoleServer.StartAsync(configure: options => options.RequestTimeout = TimeSpan.FromMilliseconds(500));
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        using HttpResponseMessage response = await client.PostAsync(Completions, Json("""{"prompt":"a","max_tokens":5000,"ignore_eos":true,"stream":true}"""));
        string[] events = [.. (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];

        Assert.True(events.Length > 2, string.Join('|', events));
        Assert.Contains("\"code\":\"deadline_exceeded\"", events[^2], StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]", events[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Page, Page)]
    [InlineData("*", "*")]
    [InlineData("https://other.example", null)]
    public async Task Cors_PagesOfAllowedOrigins_MayCall(string allowed, string? answered)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("x", new() { Configure = options => (options.AllowedOrigins, options.ApiKeys) = ([allowed], ["one"]) });
        HttpRequestMessage ask = new(HttpMethod.Options, Completions), post = new(HttpMethod.Post, Completions) { Content = Json() }, wrongKey = new(HttpMethod.Post, Completions) { Content = Json() };
        ask.Headers.Add("Access-Control-Request-Method", "POST");
        ask.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        post.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "one");
        foreach (HttpRequestMessage request in (HttpRequestMessage[])[ask, post, wrongKey]) request.Headers.Add("Origin", Page);
        using HttpResponseMessage asked = await server.Client.SendAsync(ask), posted = await server.Client.SendAsync(post), refused = await server.Client.SendAsync(wrongKey);

        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        // A page is told of errors too, and may read by what id they are found in the log.
        Assert.All([asked, posted, refused], response => Assert.Equal(answered, Header(response, "Access-Control-Allow-Origin")));
        if (answered is null) return;
        Assert.Contains("authorization", Header(asked, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Request-Id", Header(refused, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;

    private sealed class PlayedDoor : IEngineDoor
    {
        private int _entered, _left;

        public InferenceException? Refusal { get; init; }

        public int Entered => Volatile.Read(ref _entered);

        public int Left => Volatile.Read(ref _left);

        public TaskCompletionSource OneEntered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource OneLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public InferenceException? Enter(out IDisposable? pass)
        {
            Interlocked.Increment(ref _entered);
            pass = Refusal is null ? new Pass(this) : null;
            OneEntered.TrySetResult();
            return Refusal;
        }

        private sealed class Pass(PlayedDoor door) : IDisposable
        {
            public void Dispose()
            {
                Interlocked.Increment(ref door._left);
                door.OneLeft.TrySetResult();
            }
        }
    }

    private static StringContent Json(string body = Body) => new(body, new MediaTypeHeaderValue("application/json"));
}
