namespace Inference.LoadTests.Client;

/// <summary>Takes the events of a stream. What it is given is valid during the call only.</summary>
internal interface ISseSink
{
    /// <param name="id">The event's own id, empty where it has none.</param>
    /// <param name="data">Its data; lines are joined by a line feed.</param>
    void OnEvent(ReadOnlySpan<byte> id, ReadOnlySpan<byte> data);
}
