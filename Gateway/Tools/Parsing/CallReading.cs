namespace Inference.Gateway.Tools.Parsing;

/// <summary>What a reader made of a character.</summary>
internal enum CallReading
{
    /// <summary>It may belong to a call: it is held, and becomes content if it turns out not to.</summary>
    Pending,

    /// <summary>It and everything held before it is said by what was written.</summary>
    Taken,

    /// <summary>It was the last of the call or the list.</summary>
    Done,

    /// <summary>It cannot belong to a call. It was not consumed, and the reader reads no more.</summary>
    Failed,
}
