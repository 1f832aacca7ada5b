using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>One question, one answer; no two prompts begin alike.</summary>
internal sealed class PlainWorkload(WorkloadOptions options) : Workload("plain", options)
{
    protected override Conversation Create(int index, Arrival arrival, Random random) =>
        Single(index, null, Text(Options.Prompt, arrival, random), OutputTokens(arrival, random));
}
