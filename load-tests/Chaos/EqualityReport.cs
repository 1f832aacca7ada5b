namespace Inference.LoadTests.Chaos;

/// <summary>Whether chaos changed what clients read.</summary>
/// <param name="Requests">Of the disturbed run.</param>
/// <param name="Same">Answers that are those of the undisturbed run.</param>
/// <param name="ComparedByTokens">Of these, how many down to their token ids.</param>
/// <param name="Different">Answers that are others.</param>
/// <param name="Lost">Requests that ended without a whole answer and were not refused.</param>
/// <param name="Refused">Requests that were refused.</param>
/// <param name="Incomparable">Answers whose request had none in the undisturbed run.</param>
/// <param name="Broken">Answers with events twice, missing or out of order.</param>
/// <param name="Examples">Of differences.</param>
internal sealed record EqualityReport(int Requests, int Same, int ComparedByTokens, int Different, int Lost, int Refused, int Incomparable, int Broken, IReadOnlyList<string> Examples)
{
    public bool IsClean => Different == 0 && Lost == 0 && Broken == 0;
}
