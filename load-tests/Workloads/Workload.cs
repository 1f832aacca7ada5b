using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Makes conversations. What it makes depends on options and index alone, not on time or on what was made before.</summary>
internal abstract class Workload(string name, WorkloadOptions options)
{
    public string Name { get; } = name;

    protected WorkloadOptions Options { get; } = options;

    public Conversation Create(int index, Arrival arrival = default) => Create(index, arrival, Seeds.Of(Options.Seed, Name, index));

    protected abstract Conversation Create(int index, Arrival arrival, Random random);

    protected int OutputTokens(Arrival arrival, Random random)
    {
        int drawn = Options.Output.Next(random);
        return arrival.OutputTokens is { } traced ? Math.Max(1, traced) : drawn;
    }

    /// <summary>A text of so many tokens, or as many as the trace says.</summary>
    protected string Text(LengthDistribution length, Arrival arrival, Random random)
    {
        int tokens = length.Next(random);
        return Words(random, arrival.PromptTokens ?? tokens);
    }

    protected string Words(Random random, int tokens) => WordSource.Text(random, Options.WordsOf(tokens));

    protected Conversation Single(int index, string? system, string text, int maxTokens, string? format = null) =>
        new(index, Name, system, [new Turn(text, maxTokens, TimeSpan.Zero)], format);
}
