namespace Inference.ModelFiles.Tokenization;

/// <summary>A token that is found in the text as it stands, before the model sees the rest.</summary>
/// <param name="Special">Marks structure, as &lt;s&gt; does: no plain text, and left out of decoded text where asked.</param>
public sealed record AddedToken(int Id, string Content, bool Special)
{
    /// <summary>Found only where no letter, digit or the like stands next to it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Swallows white space to its left.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Swallows white space to its right.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Looked for in the normalized text, not in the text as given.</summary>
    public bool Normalized { get; init; }
}
