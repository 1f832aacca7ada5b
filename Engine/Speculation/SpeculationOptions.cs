namespace Inference.Engine.Speculation;

/// <summary>How an engine guesses tokens ahead. Output is the same bits with any of these as without.</summary>
public sealed class SpeculationOptions
{
    /// <summary>Where guesses come from. Default: there are none.</summary>
    public SpeculationMethod Method { get; set; } = SpeculationMethod.None;

    /// <summary>Tokens guessed for a sequence in a step, at most. Default 4.</summary>
    public int DraftTokens { get; set; } = 4;

    /// <summary>Prompt lookup: the fewest last tokens that must have stood together before. Default 2.</summary>
    public int PromptLookupMin { get; set; } = 2;

    /// <summary>Prompt lookup: as many last tokens are compared; the longest match is followed. Default 5.</summary>
    public int PromptLookupMax { get; set; } = 5;

    /// <summary>Draft model: its directory or file.</summary>
    public string? DraftModel { get; set; }

    /// <summary>Everything that is wrong with these options.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Enum.IsDefined(Method)) yield return $"{nameof(Method)} must be one of {string.Join(", ", Enum.GetNames<SpeculationMethod>())}.";
        if (Method == SpeculationMethod.None) yield break;
        if (DraftTokens is < 1 or > 64) yield return $"{nameof(DraftTokens)} must be in [1, 64], got {DraftTokens}.";
        if (PromptLookupMin < 1) yield return $"{nameof(PromptLookupMin)} must be at least 1, got {PromptLookupMin}.";
        if (PromptLookupMax < PromptLookupMin) yield return $"{nameof(PromptLookupMax)} must be at least {PromptLookupMin}, the least, got {PromptLookupMax}.";
        if (Method == SpeculationMethod.DraftModel && string.IsNullOrWhiteSpace(DraftModel)) yield return $"{nameof(DraftModel)} must name a model.";
    }
}

/// <summary>Where guesses come from.</summary>
public enum SpeculationMethod
{
    None,

    /// <summary>From what followed the same tokens earlier in the sequence.</summary>
    PromptLookup,

    /// <summary>From a smaller model of the same vocabulary.</summary>
    DraftModel,
}
