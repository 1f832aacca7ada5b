namespace Inference.Cluster.Fronts;

/// <summary>How a model that is loaded on demand is waited for and given up.</summary>
public sealed class OnDemandOptions
{
    /// <summary>A model that nobody has asked for so long is unloaded. 10 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a request waits for its model. 5 minutes.</summary>
    public TimeSpan LoadPatience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Pause after the first failure to load or unload; doubles with each further one, up to a minute. 1 s.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most requests that wait for the model; further ones are refused. 256.</summary>
    public int MaxWaiting { get; set; } = 256;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        foreach ((string name, TimeSpan time) in new[] { (nameof(IdleTimeout), IdleTimeout), (nameof(LoadPatience), LoadPatience) })
        {
            problems.Expect(time > TimeSpan.Zero && time <= TimeSpan.FromDays(30), $"{name} is {time}; above zero, and at most 30 days.");
        }

        problems.Expect(RetryPause > TimeSpan.Zero && RetryPause <= TimeSpan.FromMinutes(1), $"{nameof(RetryPause)} is {RetryPause}; above zero, and at most a minute.");
        problems.Expect(MaxWaiting >= 1, $"{nameof(MaxWaiting)} is {MaxWaiting}; at least 1.");
        return problems.All;
    }

    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public void ThrowIfInvalid() => OptionProblems.Throw("Models on demand", Problems());
}
