using Inference.LoadTests.Client;

namespace Inference.LoadTests.Measurement;

/// <summary>Times of a request that follow from when its events came.</summary>
internal static class RequestTimes
{
    /// <summary>Between one event and the next.</summary>
    public static IEnumerable<TimeSpan> Gaps(RequestRecord record)
    {
        for (int i = 1; i < record.Events.Count; i++) yield return record.Events[i] - record.Events[i - 1];
    }

    /// <summary>The whole time for each token of the answer.</summary>
    public static TimeSpan PerToken(RequestRecord record) => record.EndToEnd / Math.Max(1, record.OutputTokens);
}
