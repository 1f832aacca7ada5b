namespace Inference.Gateway.Reasoning;

/// <summary>How a family of models sets its reasoning off from its answer.</summary>
/// <param name="Begins">Any of these begins the reasoning, before anything else but white space.</param>
/// <param name="Ends">Any of these ends it, for good.</param>
/// <param name="StartsInside">The answer begins as reasoning without being told, unless the prompt has ended it.</param>
internal sealed record ReasoningSyntax(string[] Begins, string[] Ends, bool StartsInside = false)
{
    /// <summary>The markers between which an answer after reasoning stands; null where it stands as it is.</summary>
    public (string Begin, string End)? Content { get; init; }
}
