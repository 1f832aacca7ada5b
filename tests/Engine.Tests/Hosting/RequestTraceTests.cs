using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

public sealed class RequestTraceTests
{
    private static readonly SamplingParams FourTokens = new() { MaxTokens = 4, IgnoreEos = true, Temperature = 0.5f };

    [Fact]
    public async Task Request_ThatEnds_IsASpanWithItsPhases()
    {
        using Activity caller = new("caller");
        using SpanLog log = new(caller);
        await using SteppedEngine engine = new(options: new EngineOptions { ModelName = "some", MaxSequences = 10, MaxBatchedTokens = 10 });
        DateTime began = engine.Time.GetUtcNow().UtcDateTime;
        GenerateRequest request = RandomRequests.Make(RandomRequests.Prompt(new Random(1), 25), FourTokens);
        await using Generation generation = engine.Submit(request);
        engine.Finish();

        // Steps of 10 ms, the first of which takes the request in: two more for the prompt, and three for the tokens after the first one.
        Activity whole = log.Single("llm_request");
        Assert.Equal((caller.SpanId, caller.TraceId), (whole.ParentSpanId, whole.TraceId));
        Assert.Equal((began.AddMilliseconds(10), 50), (whole.StartTimeUtc, whole.Duration.TotalMilliseconds));
        Assert.Equal([20, 30], new[] { "prefill", "decode" }.Select(name => log.Single(name).Duration.TotalMilliseconds));
        Assert.Equal(log.Single("prefill").StartTimeUtc.AddMilliseconds(20), log.Single("decode").StartTimeUtc);
        Assert.All(["queue", "prefill", "decode"], name => Assert.Equal(whole.SpanId, log.Single(name).ParentSpanId));
        Dictionary<string, object?> expected = new()
        {
            ["gen_ai.request.id"] = request.Id,
            ["gen_ai.request.model"] = "some",
            ["gen_ai.response.model"] = "some",
            ["gen_ai.request.n"] = 1,
            ["gen_ai.request.max_tokens"] = 4,
            ["gen_ai.request.temperature"] = 0.5,
            ["gen_ai.request.top_p"] = 1.0,
            ["gen_ai.usage.prompt_tokens"] = 25,
            ["gen_ai.usage.completion_tokens"] = 4,
            ["gen_ai.usage.cache_read.input_tokens"] = 0,
            ["gen_ai.latency.e2e"] = 0.05,
            ["gen_ai.latency.time_in_queue"] = 0.0,
            ["gen_ai.latency.time_to_first_token"] = 0.02,
            ["gen_ai.latency.time_in_model_prefill"] = 0.02,
            ["gen_ai.latency.time_in_model_decode"] = 0.03,
            ["gen_ai.latency.time_in_model_inference"] = 0.05,
        };
        foreach ((string name, object? value) in expected) Assert.Equal(value, whole.GetTagItem(name));
        Assert.Equal(["length"], (string[])whole.GetTagItem("gen_ai.response.finish_reasons")!);
    }

    [Fact]
    public async Task Request_AbortedWhileItWaits_IsASpanWithoutPhasesOfTheModel()
    {
        using Activity caller = new("caller");
        using SpanLog log = new(caller);
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 1 });
        await using Generation first = engine.Submit(RandomRequests.Make([1, 2], new SamplingParams { MaxTokens = 50, IgnoreEos = true }));
        Generation second = engine.Submit(RandomRequests.Make([1, 2], FourTokens));
        engine.Step();

        await second.DisposeAsync();
        engine.Step();

        Activity whole = log.Single("llm_request");
        Assert.Equal(["queue"], log.Spans.Where(span => span.ParentSpanId == whole.SpanId).Select(span => span.OperationName));
        Assert.Equal(second.Request.Id, whole.GetTagItem("gen_ai.request.id"));
        Assert.Null(whole.GetTagItem("gen_ai.latency.time_to_first_token"));
    }

    [Fact]
    public async Task Request_OfAStepThatFails_IsAnError()
    {
        using Activity caller = new("caller");
        using SpanLog log = new(caller);
        FakeRunner runner = new() { Throws = _ => true };
        await using SteppedEngine engine = new(runner);
        await using Generation generation = engine.Submit(RandomRequests.Make([1, 2], FourTokens));
        engine.Step();

        Assert.Equal(ActivityStatusCode.Error, log.Single("llm_request").Status);
    }

    [Fact]
    public async Task Request_OfACallerThatIsNotSampled_MakesNothing()
    {
        using Activity caller = new("caller");
        using SpanLog log = new(caller, sampled: false);
        await using SteppedEngine engine = new();
        await using Generation generation = engine.Submit(RandomRequests.Make([1, 2], FourTokens));
        engine.Finish();

        Assert.Empty(log.Spans);
    }

    /// <summary>The spans of one caller's trace, made by a sampler that follows it.</summary>
    private sealed class SpanLog : IDisposable
    {
        private readonly List<Activity> _spans = [];
        private readonly ActivityListener _listener;

        public SpanLog(Activity caller, bool sampled = true)
        {
            caller.ActivityTraceFlags = sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
            caller.Start();
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == RequestTrace.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                    options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = span =>
                {
                    if (span.TraceId == caller.TraceId) _spans.Add(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<Activity> Spans => _spans;

        public Activity Single(string name) => Assert.Single(_spans, span => span.OperationName == name);

        public void Dispose() => _listener.Dispose();
    }
}
