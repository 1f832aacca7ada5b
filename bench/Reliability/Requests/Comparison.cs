namespace Inference.Bench.Reliability.Requests;

/// <summary>Compares what a client has with what it should have: tokens, text, log-probabilities, ends.</summary>
internal static class Comparison
{
    private const int Window = 16;

    /// <returns>What is wrong first; null where nothing is.</returns>
    public static string? Difference(StreamOutput expected, StreamOutput actual)
    {
        if (!expected.Choices.Keys.SequenceEqual(actual.Choices.Keys)) return $"choices {string.Join(',', actual.Choices.Keys)} instead of {string.Join(',', expected.Choices.Keys)}";
        foreach ((int index, ChoiceOutput should) in expected.Choices)
        {
            ChoiceOutput has = actual.Choices[index];
            if (OfTokens(should.Tokens, has.Tokens) is { } tokens) return $"choice {index}: {tokens}";
            if (OfTexts("text", should.Text.ToString(), has.Text.ToString()) is { } text) return $"choice {index}: {text}";
            if (OfTexts("log-probabilities", should.Logprobs.ToString(), has.Logprobs.ToString()) is { } logprobs) return $"choice {index}: {logprobs}";
            if (should.Finish != has.Finish) return $"choice {index}: ended with {has.Finish ?? "nothing"} instead of {should.Finish ?? "nothing"}";
        }

        return null;
    }

    private static string? OfTokens(List<int> expected, List<int> actual)
    {
        int at = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        if (at == expected.Count && at == actual.Count) return null;
        for (int shift = 1; shift <= Window; shift++)
        {
            if (Continues(expected, at + shift, actual, at)) return $"{shift} tokens lost at {at}";
            if (Continues(actual, at + shift, expected, at)) return $"{shift} tokens too many at {at}";
        }

        return at == actual.Count ? $"{expected.Count - at} tokens lost at the end" : $"another token at {at}";
    }

    /// <summary>Whether one goes on from a place as the other does from another, to the end.</summary>
    private static bool Continues(List<int> one, int at, List<int> other, int otherAt) =>
        at <= one.Count && otherAt <= other.Count && one.Count - at == other.Count - otherAt && one.Skip(at).SequenceEqual(other.Skip(otherAt));

    private static string? OfTexts(string what, string expected, string actual)
    {
        if (expected == actual) return null;
        int at = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"other {what} from character {at} on ({actual.Length} characters instead of {expected.Length})";
    }
}
