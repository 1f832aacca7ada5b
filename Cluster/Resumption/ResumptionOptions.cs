namespace Inference.Cluster.Resumption;

/// <summary>When a replica counts as lost, and what is done then.</summary>
public sealed class ResumptionOptions
{
    /// <summary>Longest wait for the first chunk of an attempt without a sign that the replica gets on. 5 s.</summary>
    public TimeSpan FirstTokenPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The same between two chunks. 1.5 s.</summary>
    public TimeSpan InterTokenPatience { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>A replica that was seen to get on within this time may be silent for longer. 1.5 s.</summary>
    public TimeSpan ProgressPatience { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>But not longer than this. 2 minutes.</summary>
    public TimeSpan MaxSilence { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a chunk may be overtaken by later ones before it counts as lost. 0.5 s.</summary>
    public TimeSpan GapPatience { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Without a first chunk for so long, a second replica is asked beside the first. Null: never.</summary>
    public TimeSpan? HedgeAfter { get; set; }

    /// <summary>Second replicas asked, as a share of requests. 0.05.</summary>
    public double HedgeShare { get; set; } = 0.05;

    /// <summary>Retries of refused requests, as a share of requests. 0.2.</summary>
    public double RetryShare { get; set; } = 0.2;

    /// <summary>Retries that may be made at once, whatever the share. 16.</summary>
    public int RetryReserve { get; set; } = 16;

    /// <summary>Shortest and longest pause between attempts while no replica takes the request. 50 ms and 2 s.</summary>
    public TimeSpan LeastPause { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan MostPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits for a replica that takes it on before it fails. 30 s.</summary>
    public TimeSpan UnavailablePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Replicas that may die of a request before it is quarantined. 3.</summary>
    public int MaxDeaths { get; set; } = 3;

    /// <summary>How long deaths are remembered, and a request stays in quarantine. 10 minutes.</summary>
    public TimeSpan QuarantineTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Replicas that may fall silent, one after the other without a chunk between, before a request fails. 8.</summary>
    public int MaxSilentReplicas { get; set; } = 8;

    /// <summary>By how much replicas' clocks may differ from this one's, for deadlines. 5 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        foreach ((string name, TimeSpan time) in new[]
        {
            (nameof(FirstTokenPatience), FirstTokenPatience), (nameof(InterTokenPatience), InterTokenPatience), (nameof(ProgressPatience), ProgressPatience),
            (nameof(MaxSilence), MaxSilence), (nameof(GapPatience), GapPatience), (nameof(HedgeAfter), HedgeAfter ?? TimeSpan.FromSeconds(1)), (nameof(LeastPause), LeastPause),
            (nameof(UnavailablePatience), UnavailablePatience), (nameof(QuarantineTime), QuarantineTime),
        })
        {
            problems.Expect(time > TimeSpan.Zero && time <= TimeSpan.FromDays(1), $"{name} is {time}; above zero, and at most a day.");
        }

        problems.Expect(MostPause >= LeastPause && MostPause <= TimeSpan.FromHours(1), $"{nameof(MostPause)} is {MostPause}; at least {nameof(LeastPause)} ({LeastPause}), and at most an hour.");
        problems.Expect(HedgeShare is >= 0 and <= 1, $"{nameof(HedgeShare)} is {HedgeShare}; from 0 to 1.");
        problems.Expect(RetryShare is >= 0 and <= 10, $"{nameof(RetryShare)} is {RetryShare}; from 0 to 10.");
        problems.Expect(RetryReserve >= 0, $"{nameof(RetryReserve)} is {RetryReserve}; at least 0.");
        problems.Expect(MaxDeaths >= 1, $"{nameof(MaxDeaths)} is {MaxDeaths}; at least 1.");
        problems.Expect(MaxSilentReplicas >= 1, $"{nameof(MaxSilentReplicas)} is {MaxSilentReplicas}; at least 1.");
        problems.Expect(ClockSkew >= TimeSpan.Zero, $"{nameof(ClockSkew)} is {ClockSkew}; not negative.");
        return problems.All;
    }

    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public void ThrowIfInvalid() => OptionProblems.Throw("Resumption", Problems());
}
