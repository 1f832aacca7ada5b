using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>What becomes of the text that a splitting pattern matched.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Cuts a piece at matches. Empty pieces are never kept.</summary>
internal static class SplitRules
{
    public static void Cut(Piece piece, List<PatternMatch> matches, SplitBehavior behavior, bool invert, List<Piece> output)
    {
        int first = output.Count;
        if (behavior == SplitBehavior.MergedWithNext)
        {
            CutBackwards(piece, matches, invert, output);
            output.Reverse(first, output.Count - first);
            return;
        }
        bool previousIsMatch = false;
        int at = 0;
        foreach (PatternMatch match in matches)
        {
            Add(piece, at, match.Start, invert, behavior, first, output, ref previousIsMatch);
            Add(piece, match.Start, match.End, !invert, behavior, first, output, ref previousIsMatch);
            at = match.End;
        }
        Add(piece, at, piece.Length, invert, behavior, first, output, ref previousIsMatch);
    }

    private static void Add(Piece piece, int start, int end, bool isMatch, SplitBehavior behavior, int first, List<Piece> output, ref bool previousIsMatch)
    {
        if (end == start || (behavior == SplitBehavior.Removed && isMatch))
            return;
        bool joins = output.Count > first && behavior switch
        {
            SplitBehavior.MergedWithPrevious => isMatch && !previousIsMatch,
            SplitBehavior.Contiguous => isMatch == previousIsMatch,
            _ => false,
        };
        if (joins)
            output[^1] = output[^1] with { Length = output[^1].Length + end - start };
        else
            output.Add(new Piece(piece.Start + start, end - start));
        previousIsMatch = isMatch;
    }

    /// <summary>A match is joined to what follows it; pieces are added from the last to the first.</summary>
    private static void CutBackwards(Piece piece, List<PatternMatch> matches, bool invert, List<Piece> output)
    {
        int first = output.Count;
        bool nextIsMatch = false;
        int at = piece.Length;
        for (int i = matches.Count - 1; i >= 0; i--)
        {
            Add(matches[i].End, at, invert);
            Add(matches[i].Start, matches[i].End, !invert);
            at = matches[i].Start;
        }
        Add(0, at, invert);

        void Add(int start, int end, bool isMatch)
        {
            if (end == start)
                return;
            if (isMatch && !nextIsMatch && output.Count > first)
                output[^1] = new Piece(piece.Start + start, output[^1].Length + end - start);
            else
                output.Add(new Piece(piece.Start + start, end - start));
            nextIsMatch = isMatch;
        }
    }
}
