namespace Inference.Engine.Scheduling;

/// <summary>
/// How long steps take of late: from it, how many prompt tokens may go with those that decode, so that nobody waits long for his
/// next token. A step takes about so much for its decoding, and so much more for each prompt token.
/// </summary>
/// <param name="target">How long a step may take; zero: any time.</param>
internal sealed class StepPace(TimeSpan target)
{
    /// <summary>With fewer prompt tokens a step tells of decoding only; they cost little beside reading the weights, so that there may always be as many.</summary>
    private const int TellingTokens = 16;

    /// <summary>Share of the average that is the latest step's: contexts grow while a prompt is read, and its tokens take longer.</summary>
    private const double LatestShare = 0.5;

    /// <summary>A step counts for at most so many times the average.</summary>
    private const double MostTimesAverage = 2;

    /// <summary>Before any prompt was measured: a cautious guess, for reading weights once suffices for many tokens.</summary>
    private const double GuessedTokensPerDecode = 4;

    private double _decodeSeconds, _promptTokenSeconds;

    /// <summary>Takes note of a step.</summary>
    /// <param name="promptTokens">Of tokens in it that were not decoding.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Record(int promptTokens, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds;
        if (seconds <= 0) return;
        if (promptTokens < TellingTokens) Average(ref _decodeSeconds, seconds);
        else Average(ref _promptTokenSeconds, Math.Max(seconds - _decodeSeconds, seconds / 4) / promptTokens);
    }

    /// <summary>How many prompt tokens may go with others that decode; any number where nothing is known of time.</summary>
    public int PromptTokens
    {
        get
        {
            double each = _promptTokenSeconds > 0 ? _promptTokenSeconds : _decodeSeconds / GuessedTokensPerDecode;
            if (target == TimeSpan.Zero || each <= 0) return int.MaxValue;

            // What decoding takes leaves the prompt some time even where it takes all.
            double left = Math.Max(target.TotalSeconds - _decodeSeconds, target.TotalSeconds / 4);
            return (int)Math.Clamp(left / each, TellingTokens, int.MaxValue);
        }
    }

    /// <summary>A step that took far longer than others was interrupted, and says little of the next.</summary>
    private static void Average(ref double average, double latest) =>
        average = average == 0 ? latest : average + (LatestShare * (Math.Min(latest, MostTimesAverage * average) - average));
}
