namespace Inference.LoadTests.Client;

/// <summary>One request and what became of it. Times are from the beginning of the run.</summary>
/// <param name="conversation">Which visitor's.</param>
/// <param name="turn">From zero.</param>
/// <param name="kind">Which workload made it.</param>
/// <param name="intended">When it was to be sent: latencies count from here, so that a generator or connection that is held up hides nothing.</param>
internal sealed class RequestRecord(int conversation, int turn, string kind, TimeSpan intended)
{
    public int Conversation { get; } = conversation;

    public int Turn { get; } = turn;

    public string Kind { get; } = kind;

    public TimeSpan Intended { get; } = intended;

    /// <summary>When it really was sent, the first time.</summary>
    public TimeSpan Sent { get; set; }

    public TimeSpan Ended { get; set; }

    public Outcome Outcome { get; set; }

    public int Status { get; set; }

    /// <summary>What the server or the system said went wrong.</summary>
    public string? Problem { get; set; }

    /// <summary>How often it was sent again after a refusal.</summary>
    public int Retries { get; set; }

    /// <summary>Whether a refusal said when to come again.</summary>
    public bool HasRetryAfter { get; set; }

    public int PromptTokens { get; set; }

    public int CachedTokens { get; set; }

    public int OutputTokens { get; set; }

    /// <summary>When events came that brought some of the answer.</summary>
    public List<TimeSpan> Events { get; } = [];

    public string Text { get; set; } = "";

    /// <summary>Where the server tells them.</summary>
    public IReadOnlyList<int> TokenIds { get; set; } = [];

    public IReadOnlyDictionary<StreamFault, int> Faults { get; set; } = new Dictionary<StreamFault, int>();

    public TimeSpan? FirstToken => Events.Count > 0 ? Events[0] - Intended : null;

    public TimeSpan EndToEnd => Ended - Intended;
}
