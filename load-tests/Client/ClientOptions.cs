namespace Inference.LoadTests.Client;

/// <summary>How requests are sent.</summary>
internal sealed record ClientOptions
{
    /// <summary>Servers; conversations are dealt out among them in turn.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>For a whole answer, from when it is sent.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a refused request is sent again, when the server says or else after a second.</summary>
    public int Retries { get; init; }

    /// <summary>Most connections at once to each server.</summary>
    public int Connections { get; init; } = int.MaxValue;
}
