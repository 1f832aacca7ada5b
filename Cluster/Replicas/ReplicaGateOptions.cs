namespace Inference.Cluster.Replicas;

/// <summary>What a replica expects of those whose requests it serves.</summary>
public sealed class ReplicaGateOptions
{
    /// <summary>A request whose chunks nobody takes for so long is ended: whoever wanted them is gone. 30 s.</summary>
    public TimeSpan ConsumerPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a replica remembers the last attempt at a request that has ended, to turn away earlier ones that arrive late. 2 minutes.</summary>
    public TimeSpan AttemptMemory { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        problems.Expect(ConsumerPatience > TimeSpan.Zero && ConsumerPatience <= TimeSpan.FromDays(1), $"{nameof(ConsumerPatience)} is {ConsumerPatience}; above zero, and at most a day.");
        problems.Expect(AttemptMemory >= TimeSpan.Zero, $"{nameof(AttemptMemory)} is {AttemptMemory}; not negative.");
        return problems.All;
    }

    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public void ThrowIfInvalid() => OptionProblems.Throw("Replica gate", Problems());
}
