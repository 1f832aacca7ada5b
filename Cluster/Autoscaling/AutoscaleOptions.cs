namespace Inference.Cluster.Autoscaling;

/// <summary>When a model gets more replicas, and when fewer.</summary>
public sealed class AutoscaleOptions
{
    /// <summary>1.</summary>
    public int MinReplicas { get; set; } = 1;

    /// <summary>8.</summary>
    public int MaxReplicas { get; set; } = 8;

    /// <summary>Tokens that wait for each replica, when things are as they should be. 4096.</summary>
    public double QueuedTokensPerReplica { get; set; } = 4096;

    /// <summary>Time to the first token that nine of ten requests are to meet. 2 s.</summary>
    public TimeSpan FirstTokenObjective { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Share of the caches that is held, when things are as they should be. 0.8.</summary>
    public double CacheUse { get; set; } = 0.8;

    /// <summary>Within this share of the target nothing changes. 0.1.</summary>
    public double Tolerance { get; set; } = 0.1;

    /// <summary>The most replicas that a decision multiplies by. 2.</summary>
    public double MaxGrowth { get; set; } = 2;

    /// <summary>Fewer replicas only when no decision within this time wanted more. 5 minutes.</summary>
    public TimeSpan DownStabilization { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>More replicas only when every decision within this time wanted more. 0.</summary>
    public TimeSpan UpStabilization { get; set; }

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        problems.Expect(MinReplicas >= 1, $"{nameof(MinReplicas)} is {MinReplicas}; at least 1.");
        problems.Expect(MaxReplicas >= MinReplicas, $"{nameof(MaxReplicas)} is {MaxReplicas}; at least {nameof(MinReplicas)} ({MinReplicas}).");
        problems.Expect(QueuedTokensPerReplica > 0, $"{nameof(QueuedTokensPerReplica)} is {QueuedTokensPerReplica}; above 0.");
        problems.Expect(FirstTokenObjective > TimeSpan.Zero, $"{nameof(FirstTokenObjective)} is {FirstTokenObjective}; above zero.");
        problems.Expect(CacheUse is > 0 and <= 1, $"{nameof(CacheUse)} is {CacheUse}; above 0, at most 1.");
        problems.Expect(Tolerance is >= 0 and < 1, $"{nameof(Tolerance)} is {Tolerance}; from 0 to below 1.");
        problems.Expect(MaxGrowth > 1, $"{nameof(MaxGrowth)} is {MaxGrowth}; above 1.");
        problems.Expect(DownStabilization >= TimeSpan.Zero, $"{nameof(DownStabilization)} is {DownStabilization}; not negative.");
        problems.Expect(UpStabilization >= TimeSpan.Zero, $"{nameof(UpStabilization)} is {UpStabilization}; not negative.");
        return problems.All;
    }

    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public void ThrowIfInvalid() => OptionProblems.Throw("Autoscale", Problems());
}
