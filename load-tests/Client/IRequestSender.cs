namespace Inference.LoadTests.Client;

/// <summary>Sends a request and reads its answer to the end. Whatever goes wrong is written into the record, not thrown.</summary>
internal interface IRequestSender
{
    /// <param name="record">Gets times and answer.</param>
    /// <param name="path">Of the API, such as <c>v1/chat/completions</c>.</param>
    /// <param name="body">As JSON.</param>
    /// <param name="cancellation">The run ends.</param>
    Task SendAsync(RequestRecord record, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation);
}
