using System.Diagnostics;
using System.Diagnostics.Metrics;
using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Hosting;

/// <summary>What an engine measures, under the names that vLLM uses. One meter for each engine, tagged with its model.</summary>
internal sealed class EngineInstruments : IDisposable
{
    /// <summary>Of the meter, and of the source of activities.</summary>
    public const string Name = "Inference.Engine";

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly RequestTrace _trace;
    private readonly Counter<long> _queries, _hits, _preemptions, _promptTokens, _generatedTokens, _ended, _accepted, _refused, _drafts, _draftTokens, _draftsAccepted;
    private readonly Histogram<double> _firstToken, _betweenTokens, _perToken, _endToEnd, _queue, _prefill, _decode, _inference;
    private readonly Histogram<int> _promptLength, _outputLength, _longestOutput, _stepTokens, _choices, _maxTokens;

    /// <param name="model">The model's name.</param>
    /// <param name="longest">Its longest context.</param>
    /// <param name="time">By which durations are measured.</param>
    /// <param name="load">What the engine is busy with now.</param>
    public EngineInstruments(string model, string engine, int longest, TimeProvider time, Func<EngineLoad> load)
    {
        _time = time;
        _trace = new RequestTrace(model, time);
        _meter = new Meter(new MeterOptions(Name) { Tags = [new("model_name", model), new("engine", engine)] });
        _meter.CreateObservableGauge("vllm:num_requests_running", () => load().Running, null, "Sequences that are computed.");
        _meter.CreateObservableGauge("vllm:num_requests_waiting", () => load().Waiting, null, "Sequences that wait.");
        _meter.CreateObservableGauge("vllm:kv_cache_usage_perc", () => load().CacheUsage, null, "Share of the cache's blocks that is held, 0 to 1.");
        _meter.CreateObservableGauge("vllm:cache_config_info", () => new Measurement<int>(1, CacheTags(load())), null, "Shape of the cache, in labels.");
        _queries = Count("prefix_cache_queries", "Tokens that the prefix cache was asked for.");
        _hits = Count("prefix_cache_hits", "Tokens that it had.");
        _preemptions = Count("num_preemptions", "Sequences that gave their blocks up to others.");
        _promptTokens = Count("prompt_tokens", "Prompt tokens processed.");
        _generatedTokens = Count("generation_tokens", "Tokens generated.");
        _ended = Count("request_success", "Requests that ended, by reason.");
        _accepted = _meter.CreateCounter<long>("inference:requests_accepted", null, "Requests taken into the queue.");
        _refused = _meter.CreateCounter<long>("inference:requests_refused", null, "Requests not taken, by error.");
        _drafts = Count("spec_decode_num_drafts", "Drafts computed.");
        _draftTokens = Count("spec_decode_num_draft_tokens", "Tokens drafted.");
        _draftsAccepted = Count("spec_decode_num_accepted_tokens", "Drafted tokens that held.");
        _firstToken = Measure("time_to_first_token_seconds", "s", "From a request's arrival to its first token.", LatencyBuckets.FirstToken);
        _betweenTokens = Measure("inter_token_latency_seconds", "s", "From a token to the next one of its choice.", LatencyBuckets.BetweenTokens);
        _perToken = Measure("request_time_per_output_token_seconds", "s", "Mean time between a request's tokens.", LatencyBuckets.BetweenTokens);
        _endToEnd = Measure("e2e_request_latency_seconds", "s", "From a request's arrival to its end.", LatencyBuckets.Request);
        _queue = Measure("request_queue_time_seconds", "s", "From a request's arrival to its first step.", LatencyBuckets.Request);
        _prefill = Measure("request_prefill_time_seconds", "s", "From a request's first step to its first token.", LatencyBuckets.Request);
        _decode = Measure("request_decode_time_seconds", "s", "From a request's first token to its last.", LatencyBuckets.Request);
        _inference = Measure("request_inference_time_seconds", "s", "From a request's first step to its last token.", LatencyBuckets.Request);
        _promptLength = Measure("request_prompt_tokens", null, "Tokens of a request's prompt.", LatencyBuckets.Tokens(longest));
        _outputLength = Measure("request_generation_tokens", null, "Tokens generated for a request.", LatencyBuckets.Tokens(longest));
        _longestOutput = Measure("request_max_num_generation_tokens", null, "Tokens of a request's longest choice.", LatencyBuckets.Tokens(longest));
        _stepTokens = Measure("iteration_tokens_total", null, "Tokens computed in a step.", LatencyBuckets.StepTokens);
        _choices = Measure("request_params_n", null, "Choices that a request asks for.", LatencyBuckets.Choices);
        _maxTokens = Measure("request_params_max_tokens", null, "Tokens that a request asks for at most.", LatencyBuckets.Tokens(longest));
        StartCounters();
    }

    public Meter Meter => _meter;

    /// <summary>Of requests that ended by themselves, for the engine's own thread.</summary>
    public ServiceTime ServiceTime { get; } = new();

    /// <summary>Totals since the engine began, for its own thread.</summary>
    public long PrefixQueries { get; private set; }

    public long PrefixHits { get; private set; }

    public long Preemptions { get; private set; }

    public void Refused(InferenceError error) => _refused.Add(1, TagOf(error));

    public void Accepted(ActiveRequest request)
    {
        _accepted.Add(1);
        request.Times.Arrived = _time.GetTimestamp();
    }

    public void Scheduled(ActiveRequest request) => request.Times.Scheduled ??= _time.GetTimestamp();

    public void PrefixLookedUp(int asked, int found)
    {
        PrefixQueries += asked;
        PrefixHits += found;
        _queries.Add(asked);
        _hits.Add(found);
    }

    public void Preempted()
    {
        Preemptions++;
        _preemptions.Add(1);
    }

    public void Drafted(int drafted, int accepted)
    {
        _drafts.Add(1);
        _draftTokens.Add(drafted);
        _draftsAccepted.Add(accepted);
    }

    public void StepEnded(int tokens) => _stepTokens.Record(tokens);

    public void TokensSent(Sequence sequence, int count)
    {
        long now = _time.GetTimestamp();
        RequestTimes times = sequence.Request.Times;
        _generatedTokens.Add(count);
        if (times.FirstToken is null)
        {
            times.FirstToken = now;
            _promptTokens.Add(sequence.Request.Prompt.Length);
            _firstToken.Record(Seconds(times.Arrived, now));
        }

        if (sequence.LastTokenAt is { } last) _betweenTokens.Record(Seconds(last, now));
        sequence.LastTokenAt = times.LastToken = now;
    }

    public void Ended(ActiveRequest request, FinishReason reason)
    {
        _ended.Add(1, TagOf(reason));
        _trace.Ended(request, reason);
        RequestTimes times = request.Times;
        long now = _time.GetTimestamp();
        _endToEnd.Record(Seconds(times.Arrived, now));
        _promptLength.Record(request.Prompt.Length);
        if (request.Pool is { Vector: not null }) _promptTokens.Add(request.Prompt.Length);
        _outputLength.Record(request.OutputTokens);
        _longestOutput.Record(request.LongestOutput);
        _choices.Record(request.Request.Sampling.N);
        if (request.Request.Sampling.MaxTokens is { } max) _maxTokens.Record(max);
        if (times.Scheduled is not { } scheduled) return;
        _queue.Record(Seconds(times.Arrived, scheduled));
        if (times is not { FirstToken: { } first, LastToken: { } last }) return;
        _prefill.Record(Seconds(scheduled, first));
        _decode.Record(Seconds(first, last));
        _inference.Record(Seconds(scheduled, last));
        if (reason is FinishReason.Stop or FinishReason.Length) ServiceTime.Record(_time.GetElapsedTime(scheduled, last));
        if (request.LongestOutput > 1) _perToken.Record(Seconds(first, last) / (request.LongestOutput - 1));
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>A counter that is not there until something happens hides the first time it does.</summary>
    private void StartCounters()
    {
        foreach (Counter<long> counter in new[] { _queries, _hits, _preemptions, _promptTokens, _generatedTokens, _accepted, _drafts, _draftTokens, _draftsAccepted }) counter.Add(0);
        foreach (FinishReason reason in Enum.GetValues<FinishReason>()) _ended.Add(0, TagOf(reason));
        foreach (InferenceError error in Enum.GetValues<InferenceError>()) _refused.Add(0, TagOf(error));
    }

    private static TagList TagOf(FinishReason reason) => new() { { "finished_reason", reason.ToString().ToLowerInvariant() } };

    private static TagList TagOf(InferenceError error) => new() { { "error", error.ToString() } };

    private static KeyValuePair<string, object?>[] CacheTags(EngineLoad load) =>
        [new("block_size", TokenBlock.Size.ToString()), new("num_gpu_blocks", load.TotalBlocks.ToString())];

    private Counter<long> Count(string name, string description) => _meter.CreateCounter<long>("vllm:" + name, null, description);

    private Histogram<T> Measure<T>(string name, string? unit, string description, T[] boundaries) where T : struct =>
        _meter.CreateHistogram("vllm:" + name, unit, description, null, new InstrumentAdvice<T> { HistogramBucketBoundaries = boundaries });

    private double Seconds(long from, long to) => _time.GetElapsedTime(from, to).TotalSeconds;
}
