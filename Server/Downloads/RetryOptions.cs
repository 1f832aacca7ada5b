namespace Inference.Server.Downloads;

/// <summary>How much is put up with before a download is given up.</summary>
internal sealed record RetryOptions
{
    /// <summary>Failures of one file in a row, without <see cref="Progress"/> between them, after which it is given up. 8.</summary>
    public int Failures { get; init; } = 8;

    /// <summary>Bytes of a file that were never there before; so many, and earlier failures are forgiven. 8 MiB.</summary>
    public long Progress { get; init; } = 8 << 20;

    /// <summary>Between the first failure and the next try; doubles with each. 500 milliseconds.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest of these. 30 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a hub may ask to wait. 10 minutes.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Without a byte for so long, a connection counts as lost. 60 seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);
}
