using Inference.Engine.Caching;
using Inference.Engine.Scheduling;
using Inference.Engine.Speculation;

namespace Inference.Engine.Hosting;

/// <summary>How an engine shares itself out among requests.</summary>
public sealed class EngineOptions
{
    /// <summary>The model's name in metrics.</summary>
    public string ModelName { get; set; } = "";

    /// <summary>Which of the process's engines of that model this is, in metrics: two of one name would be counted as one. 0.</summary>
    public string EngineName { get; set; } = "0";

    /// <summary>Longest context, prompt and output together, in tokens. Null: what the model allows.</summary>
    public int? MaxModelLength { get; set; }

    /// <summary>Most sequences that are computed in one step. 256.</summary>
    public int MaxSequences { get; set; } = 256;

    /// <summary>Most tokens that are computed in one step, at least one for each sequence. 512.</summary>
    public int MaxBatchedTokens { get; set; } = 512;

    /// <summary>
    /// How long a step may take while somebody decodes, by the speed of the steps before: prompts beside it are read in smaller pieces.
    /// 100 milliseconds; zero: any time.
    /// </summary>
    public TimeSpan TargetStepTime { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether requests share the keys and values of prefixes that they have in common. True.</summary>
    public bool EnablePrefixCaching { get; set; } = true;

    /// <summary>Which request goes first. Fcfs.</summary>
    public SchedulingPolicy Policy { get; set; } = SchedulingPolicy.Fcfs;

    /// <summary>Most requests that wait for a place among those computed. 1024.</summary>
    public int MaxQueuedRequests { get; set; } = 1024;

    /// <summary>Most tokens that they may have together; a request that alone has more may wait if no other does. Null: any number.</summary>
    public long? MaxQueuedTokens { get; set; }

    /// <summary>How long a request may be expected to wait; further ones are refused. Null: any time.</summary>
    public TimeSpan? MaxQueueWait { get; set; }

    /// <summary>From so many sequences at once on, streams are paced by as much as their requests allow; with fewer, by as much less. 64.</summary>
    public int CrowdedStreams { get; set; } = 64;

    /// <summary>Whether tokens are guessed ahead, and how. Not.</summary>
    public SpeculationOptions Speculation { get; set; } = new();

    /// <summary>Most likeliest tokens that a request may ask to be reported at each position. 20.</summary>
    public int MaxLogprobs { get; set; } = 20;

    /// <summary>Most rows of logits that prompt logprobs may take in one step, at least one for each sequence. 64.</summary>
    public int MaxPromptLogprobRows { get; set; } = 64;

    /// <summary>Hears what the prefix cache gains and loses. Null: nobody does.</summary>
    public ICacheWatch? CacheWatch { get; set; }

    /// <summary>How long disposal waits for a step that does not end, before it breaks the streams regardless. 10 seconds.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A copy that the engine keeps: options that change under a running engine would break what it relies on.</summary>
    internal EngineOptions Copy() => (EngineOptions)MemberwiseClone();

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Expect(MaxModelLength is null or >= 2, $"{nameof(MaxModelLength)} is {MaxModelLength}; a prompt and its answer take at least 2.");
        Expect(MaxSequences >= 1, $"{nameof(MaxSequences)} is {MaxSequences}; at least 1.");
        Expect(MaxBatchedTokens >= MaxSequences, $"{nameof(MaxBatchedTokens)} is {MaxBatchedTokens}; at least {nameof(MaxSequences)} ({MaxSequences}), a token for each.");
        Expect(TargetStepTime >= TimeSpan.Zero, $"{nameof(TargetStepTime)} is {TargetStepTime}; not negative.");
        Expect(Enum.IsDefined(Policy), $"{nameof(Policy)} is {Policy}; {string.Join(" or ", Enum.GetNames<SchedulingPolicy>())}.");
        Expect(MaxQueuedRequests >= 0, $"{nameof(MaxQueuedRequests)} is {MaxQueuedRequests}; at least 0.");
        Expect(MaxQueuedTokens is null or >= 0, $"{nameof(MaxQueuedTokens)} is {MaxQueuedTokens}; at least 0.");
        Expect(CrowdedStreams > 0, $"{nameof(CrowdedStreams)} is {CrowdedStreams}; at least 1.");
        Expect(MaxQueueWait is null || MaxQueueWait >= TimeSpan.Zero, $"{nameof(MaxQueueWait)} is {MaxQueueWait}; not negative.");
        Expect(MaxLogprobs >= 0, $"{nameof(MaxLogprobs)} is {MaxLogprobs}; at least 0.");
        Expect(MaxPromptLogprobRows >= 1, $"{nameof(MaxPromptLogprobRows)} is {MaxPromptLogprobRows}; at least 1.");
        Expect(StopTimeout >= TimeSpan.Zero, $"{nameof(StopTimeout)} is {StopTimeout}; not negative.");
        problems.AddRange(Speculation.Problems().Select(problem => $"{nameof(Speculation)}: {problem}"));
        return problems;

        void Expect(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }

    /// <exception cref="ArgumentException">The options contradict each other or are out of range; the message names all problems.</exception>
    public void ThrowIfInvalid()
    {
        IReadOnlyList<string> problems = Problems();
        if (problems.Count > 0) throw new ArgumentException("Engine options: " + string.Join(" ", problems));
    }
}
