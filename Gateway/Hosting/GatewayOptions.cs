namespace Inference.Gateway.Hosting;

/// <summary>How the HTTP API behaves.</summary>
public sealed class GatewayOptions
{
    private static readonly TimeSpan LongestPacing = TimeSpan.FromSeconds(1);

    /// <summary>Keys of which clients must send one; none: everybody may come in.</summary>
    public IReadOnlyList<string> ApiKeys { get; set; } = [];

    /// <summary>Largest request body, in bytes. 16 MiB.</summary>
    public long MaxRequestBodyBytes { get; set; } = 16 << 20;

    /// <summary>Most prompts times choices of one request. 1024.</summary>
    public int MaxChoices { get; set; } = 1024;

    /// <summary>Most log-probabilities that a request may ask for at each position. 20.</summary>
    public int MaxLogprobs { get; set; } = 20;

    /// <summary>How long a request may take, waiting included. Null: as long as it takes.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Requests that each key may begin in a minute. Null: any number.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Requests that each key may have in work at once. Null: any number.</summary>
    public int? ConcurrentRequests { get; set; }

    /// <summary>Web pages' origins that may call the API, such as <c>https://example.org</c>; <c>*</c>: all. None.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Most responses of the Responses API that are kept, the latest; 0 keeps none. 1000.</summary>
    public int MaxStoredResponses { get; set; } = 1000;

    /// <summary>Most memory that they may take together, in bytes. 64 MiB.</summary>
    public long MaxStoredResponseBytes { get; set; } = 64 << 20;

    /// <summary>Tokens of a choice that one event of a stream holds, behind the first; one in the Responses API where it tells log-probabilities. 1.</summary>
    public int StreamInterval { get; set; } = 1;

    /// <summary>
    /// How often a client is sent something at most while 64 streams or more run, and as much more often with fewer: tokens that come faster go out together, an event each. The
    /// first and the last of a choice go out at once, and so does every token of a model that is slower than this. Zero: each token goes out by itself. 40 milliseconds.
    /// </summary>
    public TimeSpan StreamPacing { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>After so long without an event, a stream gets a comment. 15 seconds.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Expect(ApiKeys.All(key => key.Length > 0), "An API key is empty.");
        foreach (string origin in AllowedOrigins) Expect(IsOrigin(origin), $"{nameof(AllowedOrigins)} has '{origin}'; an origin is * or a scheme and a host, such as https://example.org, without a path.");
        Expect(MaxRequestBodyBytes > 0, $"{nameof(MaxRequestBodyBytes)} is {MaxRequestBodyBytes}; at least 1.");
        Expect(MaxChoices > 0, $"{nameof(MaxChoices)} is {MaxChoices}; at least 1.");
        Expect(RequestTimeout is null || RequestTimeout > TimeSpan.Zero, $"{nameof(RequestTimeout)} is {RequestTimeout}; above zero.");
        Expect(RequestsPerMinute is null or > 0, $"{nameof(RequestsPerMinute)} is {RequestsPerMinute}; at least 1.");
        Expect(ConcurrentRequests is null or > 0, $"{nameof(ConcurrentRequests)} is {ConcurrentRequests}; at least 1.");
        Expect(MaxStoredResponses >= 0, $"{nameof(MaxStoredResponses)} is {MaxStoredResponses}; at least 0.");
        Expect(MaxStoredResponseBytes >= 0, $"{nameof(MaxStoredResponseBytes)} is {MaxStoredResponseBytes}; at least 0.");
        Expect(StreamInterval > 0, $"{nameof(StreamInterval)} is {StreamInterval}; at least 1.");
        Expect(StreamPacing >= TimeSpan.Zero && StreamPacing <= LongestPacing, $"{nameof(StreamPacing)} is {StreamPacing.TotalMilliseconds} ms; from 0 to {LongestPacing.TotalMilliseconds} ms.");
        Expect(KeepAliveInterval > TimeSpan.Zero, $"{nameof(KeepAliveInterval)} is {KeepAliveInterval}; above zero.");
        return problems;

        void Expect(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }

    /// <summary>As browsers write it; any other text would match none, and nobody would be told.</summary>
    private static bool IsOrigin(string text)
    {
        if (text is "*" or "null") return true;
        int host = text.IndexOf("://", StringComparison.Ordinal) + 3;
        return host > 3 && host < text.Length && Uri.TryCreate(text, UriKind.Absolute, out _) && text.AsSpan(host).IndexOfAny("/?#@ ") < 0;
    }
}
