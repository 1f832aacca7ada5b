namespace Inference.Engine.Speculation;

/// <summary>Makes a proposer for each sequence. An engine has one factory, and disposes of it when it stops.</summary>
internal interface ITokenProposerFactory : IDisposable
{
    /// <summary>The most tokens to have guessed for a sequence in a step: the length of the draft to pass.</summary>
    int DraftTokens { get; }

    ITokenProposer Create();
}
