using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

public sealed class EngineInstrumentsTests
{
    [Fact]
    public async Task Instruments_OneRequest_MeasureItsWay()
    {
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new(options: new EngineOptions { MaxSequences = 10, MaxBatchedTokens = 10 });
        counts.Watch(engine.Engine);
        SamplingParams sampling = new() { MaxTokens = 4, IgnoreEos = true };
        await using Generation generation = engine.Submit(RandomRequests.Make(RandomRequests.Prompt(new Random(1), 25), sampling));
        engine.Step();
        counts.Observe();
        Assert.Equal((1, 0), (counts["vllm:num_requests_running"], counts["vllm:num_requests_waiting"]));
        Assert.Equal(1 / 256.0, counts["vllm:kv_cache_usage_perc"], 1e-9);
        Assert.Equal(1, counts["vllm:cache_config_info{256}"]);
        engine.Finish();

        // Six steps of 10 ms: three for the prompt, with the first token, and three for the others.
        Dictionary<string, double> expected = new()
        {
            ["time_to_first_token_seconds"] = 0.02,
            ["inter_token_latency_seconds"] = 0.03,
            ["e2e_request_latency_seconds"] = 0.05,
            ["request_queue_time_seconds"] = 0,
            ["request_prefill_time_seconds"] = 0.02,
            ["request_decode_time_seconds"] = 0.03,
            ["request_inference_time_seconds"] = 0.05,
            ["request_time_per_output_token_seconds"] = 0.01,
            ["prompt_tokens"] = 25,
            ["generation_tokens"] = 4,
            ["request_prompt_tokens"] = 25,
            ["request_generation_tokens"] = 4,
            ["request_max_num_generation_tokens"] = 4,
            ["request_params_n"] = 1,
            ["request_params_max_tokens"] = 4,
            ["iteration_tokens_total"] = 28,
            ["request_success{length}"] = 1,
        };
        foreach ((string name, double value) in expected) Assert.Equal(value, counts["vllm:" + name], 1e-9);
        Assert.Equal((3, 6), (counts.Count("vllm:inter_token_latency_seconds"), counts.Count("vllm:iteration_tokens_total")));
    }

    [Fact]
    public async Task Step_SomeoneListens_PhasesAreActivities()
    {
        List<(string Name, ActivityStatusCode Status, bool Mine)> seen = [];
        using Activity test = new("test");
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Inference.Engine",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { if (activity.TraceId == test.TraceId) seen.Add((activity.OperationName, activity.Status, activity.Parent is not null)); },
        };
        ActivitySource.AddActivityListener(listener);
        test.Start();
        await using SteppedEngine engine = new(new FakeRunner { Throws = step => step == 1 });
        await using Generation generation = engine.Submit(RandomRequests.Make([1, 2], new SamplingParams { IgnoreEos = true }));
        engine.Step();
        engine.Step();
        test.Stop();
        string[] expected = ["schedule", "fill", "forward", "sample", "commit", "step", "schedule", "fill", "forward", "step"];
        Assert.Equal(expected, seen.Select(activity => activity.Name));
        Assert.Equal([8, 9], Enumerable.Range(0, 10).Where(i => seen[i].Status == ActivityStatusCode.Error));
    }

    [Fact]
    public void Tokens_AContext_BucketsUpToIt() => Assert.Equal([1, 2, 5, 10, 20, 50, 100], LatencyBuckets.Tokens(199));
}
