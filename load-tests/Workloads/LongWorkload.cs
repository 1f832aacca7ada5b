using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Long texts with a short question behind.</summary>
internal sealed class LongWorkload(WorkloadOptions options) : Workload("long", options)
{
    protected override Conversation Create(int index, Arrival arrival, Random random) =>
        Single(index, null, Text(Options.LongPrompt, arrival, random) + "\n\nSummarise this.", OutputTokens(arrival, random));
}
