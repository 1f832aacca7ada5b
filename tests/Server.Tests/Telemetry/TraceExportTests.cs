using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Inference.Server.Telemetry;
using Inference.Server.Tests.Serving;
using Inference.Support;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Inference.Server.Tests.Telemetry;

/// <summary>A whole server, with traces that leave by OTLP.</summary>
public sealed class TraceExportTests
{
    private static readonly JsonObject Request = new()
    {
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hi" }), ["max_tokens"] = 6, ["temperature"] = 0.5, ["seed"] = 1, ["ignore_eos"] = true,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_WithATraceparent_IsOnItsTrace(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        using TracerProvider traces = TraceExport.Start(Options(receiver, grpc));
        using ServerSpanEnds ends = new();
        await using RunningServer server = await RunningServer.StartAsync();
        (string trace, string parent) = (NewTrace(), NewSpan());

        using HttpResponseMessage response = await SendAsync(server, Request, $"00-{trace}-{parent}-01");
        await FlushAsync(server, traces, ends.Of(trace));

        IReadOnlyList<ReceivedSpan> spans = await receiver.WaitAsync(trace, 5);
        ReceivedSpan http = Assert.Single(spans, span => span.Name == "POST /v1/chat/completions");
        Assert.Equal((parent, ReceivedSpan.ServerKind, "inference"), (http.ParentId, http.Kind, http.Service));
        Assert.Equal((200L, "POST", "/v1/chat/completions"), (http.Attributes["http.response.status_code"], http.Attributes["http.request.method"], http.Attributes["http.route"]));
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Request-Id")), http.Attributes["inference.request.id"]);

        ReceivedSpan llm = Assert.Single(spans, span => span.Name == "llm_request");
        Assert.Equal(http.SpanId, llm.ParentId);
        Assert.Equal((6L, 6L, "length", 0.5), (llm.Attributes["gen_ai.usage.completion_tokens"], llm.Attributes["gen_ai.request.max_tokens"], llm.Attributes["gen_ai.response.finish_reasons"], llm.Attributes["gen_ai.request.temperature"]));
        Assert.True((long)llm.Attributes["gen_ai.usage.prompt_tokens"] > 0);
        foreach (string latency in new[] { "e2e", "time_in_queue", "time_to_first_token", "time_in_model_prefill", "time_in_model_decode", "time_in_model_inference" })
        {
            Assert.True((double)llm.Attributes["gen_ai.latency." + latency] >= 0, latency);
        }

        Assert.True(http.Begin <= llm.Begin && llm.Begin <= llm.End && llm.End <= http.End + 1_000_000);
        ReceivedSpan[] phases = [.. new[] { "queue", "prefill", "decode" }.Select(name => Assert.Single(spans, span => span.Name == name))];
        Assert.All(phases, phase => Assert.Equal(llm.SpanId, phase.ParentId));
        Assert.Equal((phases[0].Begin, phases[0].End, phases[1].End), (llm.Begin, phases[1].Begin, phases[2].Begin));
        Assert.Equal(5, spans.Count);
    }

    [Fact]
    public async Task Request_NotSampledByItsClient_IsNotTraced()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        using TracerProvider traces = TraceExport.Start(Options(receiver, grpc: false));
        using ServerSpanEnds ends = new();
        await using RunningServer server = await RunningServer.StartAsync();
        (string quiet, string loud) = (NewTrace(), NewTrace());

        using HttpResponseMessage first = await SendAsync(server, Request, $"00-{quiet}-{NewSpan()}-00");
        using HttpResponseMessage second = await SendAsync(server, Request, $"00-{loud}-{NewSpan()}-01");
        await FlushAsync(server, traces, Task.WhenAll(ends.Of(quiet), ends.Of(loud)));

        // Spans arrive in the order in which they ended.
        await receiver.WaitAsync(loud, 5);
        Assert.Empty(receiver.Of(quiet));
    }

    [Fact]
    public async Task Request_ThatIsNoWork_IsNotTraced()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        using TracerProvider traces = TraceExport.Start(Options(receiver, grpc: false));
        using ServerSpanEnds ends = new();
        await using RunningServer server = await RunningServer.StartAsync();
        (string probed, string work) = (NewTrace(), NewTrace());
        using HttpRequestMessage probe = new(HttpMethod.Get, "/health");
        probe.Headers.Add("traceparent", $"00-{probed}-{NewSpan()}-01");

        using HttpResponseMessage first = await server.Client.SendAsync(probe);
        await ends.Of(probed);
        using HttpResponseMessage second = await SendAsync(server, Request, $"00-{work}-{NewSpan()}-01");
        await FlushAsync(server, traces, ends.Of(work));

        await receiver.WaitAsync(work, 5);
        Assert.Empty(receiver.Of(probed));
    }

    [Fact]
    public async Task Request_Refused_HasASpanOfItsStatus()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        using TracerProvider traces = TraceExport.Start(Options(receiver, grpc: false));
        using ServerSpanEnds ends = new();
        await using RunningServer server = await RunningServer.StartAsync();
        string trace = NewTrace();

        using HttpResponseMessage response = await SendAsync(server, new JsonObject { ["messages"] = "none" }, $"00-{trace}-{NewSpan()}-01");
        await FlushAsync(server, traces, ends.Of(trace));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(400L, Assert.Single(await receiver.WaitAsync(trace, 1)).Attributes["http.response.status_code"]);
    }

    [Fact]
    public async Task Request_Abandoned_EndsItsSpans()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        using TracerProvider traces = TraceExport.Start(Options(receiver, grpc: false));
        using ServerSpanEnds ends = new();
        await using RunningServer server = await RunningServer.StartAsync(modelPath: Path.Combine(SharedData.RepositoryRoot, "models", "ember"));
        string trace = NewTrace();
        JsonObject endless = (JsonObject)Request.DeepClone();
        (endless["stream"], endless["max_tokens"]) = (true, 900);
        // A client that reads on to the end of the answer has not gone away.
        using HttpClient leaving = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = server.Client.BaseAddress };
        using HttpRequestMessage message = MessageOf(endless, $"00-{trace}-{NewSpan()}-01");
        using (HttpResponseMessage response = await leaving.SendAsync(message, HttpCompletionOption.ResponseHeadersRead))
        {
            await using Stream body = await response.Content.ReadAsStreamAsync();
            Assert.NotEqual(-1, body.ReadByte());
        }

        await FlushAsync(server, traces, ends.Of(trace));

        IReadOnlyList<ReceivedSpan> spans = await receiver.WaitAsync(trace, 5);
        Assert.Equal("abort", Assert.Single(spans, span => span.Name == "llm_request").Attributes["gen_ai.response.finish_reasons"]);
        Assert.Equal(499L, Assert.Single(spans, span => span.Kind == ReceivedSpan.ServerKind).Attributes["http.response.status_code"]);
    }

    [Fact]
    public async Task Endpoint_ThatIsDown_HarmsNobody()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await using RunningServer server = await RunningServer.StartAsync();
        JsonNode before = await server.AskAsync("/v1/chat/completions", Request);

        List<string> told = [];
        using (ExportProblems problems = new(told.Add))
        using (TraceExport.Start(new TraceDestination(new Uri($"http://127.0.0.1:{port}"), OtlpExportProtocol.Grpc)))
        {
            JsonNode meanwhile = await server.AskAsync("/v1/chat/completions", Request);
            Assert.Equal((string?)before["choices"]![0]!["message"]!["content"], (string?)meanwhile["choices"]![0]!["message"]!["content"]);
        }

        Assert.StartsWith("traces could not be sent: ", Assert.Single(told), StringComparison.Ordinal);
    }

    private static TraceDestination Options(OtlpReceiver receiver, bool grpc) =>
        grpc ? new TraceDestination(new Uri(receiver.Address), OtlpExportProtocol.Grpc) : new TraceDestination(new Uri(receiver.Address + "/v1/traces"), OtlpExportProtocol.HttpProtobuf);

    private static Task<HttpResponseMessage> SendAsync(RunningServer server, JsonObject body, string parent) => server.Client.SendAsync(MessageOf(body, parent));

    private static HttpRequestMessage MessageOf(JsonObject body, string parent)
    {
        HttpRequestMessage message = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        message.Headers.Add("traceparent", parent);
        return message;
    }

    /// <summary>
    /// Has the spans of requests sent that have ended. The client may know of the end before the engine is done with it, which answers when it is.
    /// What is sent may arrive later than this is done.
    /// </summary>
    private static async Task FlushAsync(RunningServer server, TracerProvider traces, Task ended)
    {
        await ended;
        await server.Model.Operations.ObserveAsync();
        Assert.True(traces.ForceFlush());
    }

    private static string NewTrace() => ActivityTraceId.CreateRandom().ToHexString();

    private static string NewSpan() => ActivitySpanId.CreateRandom().ToHexString();
}
