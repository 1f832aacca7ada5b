using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>Sets runs of digits apart and cuts them into threes from the right, as thousands are written: 1 234 567.</summary>
internal sealed class GroupedDigitsPreTokenizer(CodePointSet digits) : IPreTokenizer
{
    private readonly Pattern _runs = new(new PatternNode.Repeat(new PatternNode.Set(digits), 1, int.MaxValue, Greed.Greedy));

    public void Apply(PieceBuffer buffer)
    {
        buffer.Split(_runs, SplitBehavior.Isolated, invert: false);
        // The first group of a run takes what threes leave over; from then on all are threes.
        int end = -1;
        buffer.SplitBy((text, rest) =>
        {
            if (!digits.Contains(char.ConvertToUtf32(text, rest.Start)))
                return rest.Length;
            bool firstOfRun = end != rest.Start + rest.Length;
            end = rest.Start + rest.Length;
            int over = firstOfRun ? CodePoints(text.AsSpan(rest.Start, rest.Length)) % 3 : 0;
            int length = 0;
            for (int taken = 0; taken < (over == 0 ? 3 : over); taken++)
                length += char.IsHighSurrogate(text[rest.Start + length]) ? 2 : 1;
            return length;
        });
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char unit in text)
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        return count;
    }
}
