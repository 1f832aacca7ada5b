using Inference.LoadTests.Client;

namespace Inference.LoadTests.Measurement;

/// <summary>One second of a run. Latencies are those of the requests that were to be sent in it; null where none has any.</summary>
internal sealed record SecondFigures(
    int At, int Offered, int Completed, int Refused, int Failed, int InFlight, double OutputTokens, double? FirstTokenP50, double? FirstTokenMax, double? EndToEndP50, double? LongestGap)
{
    public static IReadOnlyList<SecondFigures> Of(IReadOnlyCollection<RequestRecord> records)
    {
        if (records.Count == 0) return [];
        int seconds = (int)records.Max(record => Math.Max(record.Ended.TotalSeconds, record.Intended.TotalSeconds)) + 1;
        ILookup<int, RequestRecord> intended = records.ToLookup(record => (int)record.Intended.TotalSeconds);
        int[] completed = new int[seconds], refused = new int[seconds], failed = new int[seconds], inFlight = new int[seconds];
        double[] tokens = new double[seconds];
        foreach (RequestRecord record in records)
        {
            int ended = (int)record.Ended.TotalSeconds;
            int[] ends = record.Outcome switch
            {
                Outcome.Completed => completed,
                Outcome.Refused or Outcome.Unavailable => refused,
                _ => failed,
            };
            ends[Math.Clamp(ended, 0, seconds - 1)]++;
            for (int second = (int)Math.Ceiling(record.Sent.TotalSeconds); second <= ended && second < seconds; second++) inFlight[second]++;
            double each = record.Events.Count == 0 ? 0 : Math.Max(1, (double)record.OutputTokens / record.Events.Count);
            foreach (TimeSpan time in record.Events) tokens[Math.Clamp((int)time.TotalSeconds, 0, seconds - 1)] += each;
        }

        return [.. Enumerable.Range(0, seconds).Select(second =>
        {
            RequestRecord[] own = [.. intended[second]];
            double[] first = [.. own.Where(record => record.FirstToken is not null).Select(record => record.FirstToken!.Value.TotalMilliseconds).Order()];
            double[] whole = [.. own.Where(record => record.Outcome == Outcome.Completed).Select(record => record.EndToEnd.TotalMilliseconds).Order()];
            double[] gaps = [.. own.SelectMany(RequestTimes.Gaps).Select(gap => gap.TotalMilliseconds)];
            return new SecondFigures(
                second, own.Length, completed[second], refused[second], failed[second], inFlight[second], Math.Round(tokens[second], 1),
                Middle(first), first.Length == 0 ? null : first[^1], Middle(whole), gaps.Length == 0 ? null : gaps.Max());
        })];
    }

    private static double? Middle(double[] sorted) => sorted.Length == 0 ? null : sorted[(sorted.Length - 1) / 2];
}
