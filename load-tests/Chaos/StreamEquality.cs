using Inference.LoadTests.Client;

namespace Inference.LoadTests.Chaos;

/// <summary>Compares the answers of two runs of the same requests, one of them undisturbed.</summary>
internal static class StreamEquality
{
    public static EqualityReport Compare(IReadOnlyCollection<RequestRecord> undisturbed, IReadOnlyCollection<RequestRecord> disturbed)
    {
        Dictionary<(int, int), RequestRecord> before = undisturbed.ToDictionary(Key);
        int same = 0, withIds = 0, lost = 0, refused = 0, incomparable = 0;
        List<string> differences = [];
        foreach (RequestRecord record in disturbed.OrderBy(Key))
        {
            if (record.Outcome is Outcome.Refused or Outcome.Unavailable)
            {
                refused++;
            }
            else if (record.Outcome != Outcome.Completed)
            {
                lost++;
            }
            else if (!before.TryGetValue(Key(record), out RequestRecord? other) || other.Outcome != Outcome.Completed)
            {
                incomparable++;
            }
            else if (Difference(other, record) is { } difference)
            {
                differences.Add($"conversation {record.Conversation}, turn {record.Turn + 1}: {difference}");
            }
            else
            {
                same++;
                if (record.TokenIds.Count > 0 && other.TokenIds.Count > 0) withIds++;
            }
        }

        int repeated = disturbed.Count(record => record.Faults.Count > 0);
        return new EqualityReport(disturbed.Count, same, withIds, differences.Count, lost, refused, incomparable, repeated, [.. differences.Take(10)]);
    }

    private static (int Conversation, int Turn) Key(RequestRecord record) => (record.Conversation, record.Turn);

    /// <summary>Token ids where both have them, and the text.</summary>
    private static string? Difference(RequestRecord undisturbed, RequestRecord disturbed)
    {
        if (undisturbed.TokenIds.Count > 0 && disturbed.TokenIds.Count > 0 && !undisturbed.TokenIds.SequenceEqual(disturbed.TokenIds))
        {
            int at = undisturbed.TokenIds.Zip(disturbed.TokenIds).TakeWhile(pair => pair.First == pair.Second).Count();
            return $"token {at} differs ({Token(undisturbed, at)} undisturbed, {Token(disturbed, at)} disturbed)";
        }

        if (undisturbed.Text == disturbed.Text) return null;
        int character = undisturbed.Text.Zip(disturbed.Text).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"character {character} of the text differs";
    }

    private static string Token(RequestRecord record, int at) => at < record.TokenIds.Count ? $"{record.TokenIds[at]}" : "none";
}
