namespace Inference.Contracts;

/// <summary>Why a choice ended.</summary>
public enum FinishReason
{
    /// <summary>An end-of-text or stop token, or a stop string found by whoever owns the text.</summary>
    Stop,

    /// <summary>As many tokens as asked for, or as the context holds.</summary>
    Length,

    /// <summary>The client went away.</summary>
    Abort,

    Error,
}
