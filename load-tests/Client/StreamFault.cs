namespace Inference.LoadTests.Client;

/// <summary>What can be wrong with a stream that was not broken off.</summary>
internal enum StreamFault
{
    /// <summary>An event came again.</summary>
    DuplicateEvent,

    /// <summary>The numbers of the events have a hole.</summary>
    MissingEvent,

    /// <summary>An event came behind one with a higher number.</summary>
    OutOfOrderEvent,

    /// <summary>A chunk belongs to another response.</summary>
    ResponseIdChanged,

    /// <summary>Text came behind the reason why the answer ends.</summary>
    TextAfterEnd,

    /// <summary>More than one reason why the answer ends.</summary>
    SecondFinishReason,

    /// <summary>The stream is done, and the answer has no reason why it ends.</summary>
    NoFinishReason,

    /// <summary>An event came behind <c>[DONE]</c>.</summary>
    EventAfterDone,

    /// <summary>The usage says another number of tokens than came.</summary>
    TokenCountDiffers,
}
