namespace Inference.Bench.Service.Soak;

/// <summary>Whether the server's own figures agree with each other, and with what the clients have seen.</summary>
internal static class Accounts
{
    private static readonly string[] Reasons = ["stop", "length", "abort", "error"];

    /// <summary>Everything that does not agree.</summary>
    public static IEnumerable<string> Problems(MetricsPage page, Ledger ledger)
    {
        double accepted = page.Sum("inference:requests_accepted_total"), ended = page.Sum("vllm:request_success_total");
        double byReason = Reasons.Sum(reason => page.Sum("vllm:request_success_total", $"finished_reason=\"{reason}\""));
        double generated = page.Sum("vllm:generation_tokens_total"), http = page.Sum("http_requests_total");
        if (accepted != ended) yield return $"{accepted} requests were accepted and {ended} ended";
        if (byReason != ended) yield return $"{ended} requests ended, {byReason} for one of the known reasons";
        foreach (string histogram in (string[])["e2e_request_latency_seconds", "request_prompt_tokens", "request_generation_tokens", "request_params_n"])
        {
            if (page.Sum($"vllm:{histogram}_count") is var count && count != ended) yield return $"{histogram} counts {count} requests, and {ended} ended";
        }

        if (page.Sum("vllm:request_generation_tokens_sum") is var sum && sum != generated) yield return $"{generated} tokens were generated, and requests had {sum}";
        if (page.Sum("vllm:request_prompt_tokens_sum") is var prompts && prompts < page.Sum("vllm:prompt_tokens_total")) yield return "more prompt tokens were computed than requests had";
        if (generated < ledger.OutputTokens) yield return $"{generated} tokens were generated, and clients were told of {ledger.OutputTokens}";
        if (page.Sum("vllm:num_requests_running") + page.Sum("vllm:num_requests_waiting") is var open && open != 0) yield return $"{open} sequences are still in work";
        if (page.Sum("vllm:kv_cache_usage_perc") is var usage && usage != 0) yield return $"{usage:P} of the cache is still held";
        if (http < ledger.Answered) yield return $"{http} HTTP requests were counted, and clients had {ledger.Answered} answers";
    }
}
