using System.Buffers;

namespace Inference.LoadTests.Client;

/// <summary>What one chunk of an answer says. Used again for each chunk.</summary>
internal sealed class ChunkFields
{
    /// <summary>Of the response, as UTF-8.</summary>
    public ArrayBufferWriter<byte> ResponseId { get; } = new(64);

    /// <summary>Content and reasoning that it adds, as UTF-8.</summary>
    public ArrayBufferWriter<byte> Text { get; } = new(64);

    public List<int> TokenIds { get; } = [];

    public bool HasTokenIds { get; set; }

    /// <summary>Whether it adds arguments or names of tool calls.</summary>
    public bool HasToolCall { get; set; }

    public string? FinishReason { get; set; }

    public int? PromptTokens { get; set; }

    public int? CachedTokens { get; set; }

    public int? CompletionTokens { get; set; }

    /// <summary>What went wrong, where the chunk is an error.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it brings some of the answer.</summary>
    public bool HasContent => Text.WrittenCount > 0 || TokenIds.Count > 0 || HasToolCall;

    public void Clear()
    {
        ResponseId.ResetWrittenCount();
        Text.ResetWrittenCount();
        TokenIds.Clear();
        HasTokenIds = HasToolCall = false;
        FinishReason = Error = null;
        PromptTokens = CachedTokens = CompletionTokens = null;
    }
}
