using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Hosting;

/// <summary>
/// Writes each request that has ended as an activity, under the name and attributes of vLLM's span, with its queue, prefill and decode below.
/// Where nobody listens, or who asked is not traced, nothing is made.
/// </summary>
public sealed class RequestTrace
{
    /// <summary>Of the source of activities. Steps have one of their own, since there are thousands of them.</summary>
    public const string SourceName = "Inference.Engine.Requests";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly string _model;
    private readonly TimeProvider _time;

    internal RequestTrace(string model, TimeProvider time) => (_model, _time) = (model, time);

    /// <summary>What a request that is submitted now belongs to.</summary>
    internal static ActivityContext Caller => Source.HasListeners() && Activity.Current is { } current ? current.Context : default;

    internal void Ended(ActiveRequest request, FinishReason reason)
    {
        if (!Source.HasListeners()) return;
        (DateTimeOffset wall, long now) = (_time.GetUtcNow(), _time.GetTimestamp());
        RequestTimes times = request.Times;

        // Whatever this thread is tracing, such as the step, is not what the request belongs to.
        Activity? step = Activity.Current;
        Activity.Current = null;
        using (Activity? whole = Start("llm_request", request.Trace, times.Arrived))
        {
            if (whole is { IsAllDataRequested: true })
            {
                Describe(whole, request, reason, now);
                Phase(whole, "queue", times.Arrived, times.Scheduled ?? now);
                if (times.Scheduled is { } scheduled) Phase(whole, "prefill", scheduled, times.FirstToken ?? now);
                if (times.FirstToken is { } first) Phase(whole, "decode", first, now);
            }

            whole?.SetEndTime(wall.UtcDateTime);
        }

        Activity.Current = step;

        Activity? Start(string name, ActivityContext parent, long from) => Source.StartActivity(name, ActivityKind.Internal, parent, startTime: At(from));

        void Phase(Activity whole, string name, long from, long to)
        {
            using Activity? phase = Start(name, whole.Context, from);
            phase?.SetEndTime(At(to).UtcDateTime);
        }

        DateTimeOffset At(long timestamp) => wall - _time.GetElapsedTime(timestamp, now);
    }

    private void Describe(Activity activity, ActiveRequest request, FinishReason reason, long now)
    {
        SamplingParams sampling = request.Request.Sampling;
        RequestTimes times = request.Times;
        activity.SetTag("gen_ai.request.id", request.Request.Id);
        activity.SetTag("gen_ai.request.model", _model);
        activity.SetTag("gen_ai.response.model", _model);
        activity.SetTag("gen_ai.response.finish_reasons", (string[])[reason.ToString().ToLowerInvariant()]);
        activity.SetTag("gen_ai.request.n", sampling.N);
        activity.SetTag("gen_ai.request.temperature", (double)sampling.Temperature);
        activity.SetTag("gen_ai.request.top_p", (double)sampling.TopP);
        if (sampling.MaxTokens is { } most) activity.SetTag("gen_ai.request.max_tokens", most);
        activity.SetTag("gen_ai.usage.prompt_tokens", request.Prompt.Length);
        activity.SetTag("gen_ai.usage.completion_tokens", request.OutputTokens);
        activity.SetTag("gen_ai.usage.cache_read.input_tokens", request.CachedTokens ?? 0);
        activity.SetTag("gen_ai.latency.e2e", Seconds(times.Arrived, now));
        activity.SetTag("gen_ai.latency.time_in_queue", Seconds(times.Arrived, times.Scheduled ?? now));
        if (times is { Scheduled: { } scheduled, FirstToken: { } first, LastToken: { } last })
        {
            activity.SetTag("gen_ai.latency.time_to_first_token", Seconds(times.Arrived, first));
            activity.SetTag("gen_ai.latency.time_in_model_prefill", Seconds(scheduled, first));
            activity.SetTag("gen_ai.latency.time_in_model_decode", Seconds(first, last));
            activity.SetTag("gen_ai.latency.time_in_model_inference", Seconds(scheduled, last));
        }

        if (reason == FinishReason.Error) activity.SetStatus(ActivityStatusCode.Error);
    }

    private double Seconds(long from, long to) => _time.GetElapsedTime(from, to).TotalSeconds;
}
