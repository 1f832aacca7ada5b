using Inference.LoadTests.Client;

namespace Inference.LoadTests.Tests.Support;

/// <summary>Requests that ended as told.</summary>
internal static class Records
{
    /// <param name="intended">Seconds.</param>
    /// <param name="first">Seconds from then to the first token.</param>
    /// <param name="gap">Seconds between tokens.</param>
    /// <param name="tokens">Of the answer.</param>
    public static RequestRecord Completed(double intended, double first = 0.1, double gap = 0.01, int tokens = 5, int conversation = 0)
    {
        RequestRecord record = new(conversation, 0, "test", TimeSpan.FromSeconds(intended)) { Outcome = Outcome.Completed, OutputTokens = tokens, Status = 200, PromptTokens = 10 };
        for (int i = 0; i < tokens; i++) record.Events.Add(record.Intended + TimeSpan.FromSeconds(first + (i * gap)));
        record.Sent = record.Intended;
        record.Ended = record.Events[^1];
        return record;
    }

    public static RequestRecord Ended(double intended, Outcome outcome, bool retryAfter = true) => new(0, 0, "test", TimeSpan.FromSeconds(intended))
    {
        Outcome = outcome, HasRetryAfter = retryAfter, Sent = TimeSpan.FromSeconds(intended), Ended = TimeSpan.FromSeconds(intended),
    };
}
