using System.Buffers;
using System.Text;

namespace Inference.LoadTests.Client;

/// <summary>Reads one streamed answer into its record.</summary>
internal sealed class AnswerReader(RequestRecord record, ILoadObserver observer) : ISseSink
{
    private static readonly byte[] DoneMarker = "[DONE]"u8.ToArray();

    private readonly SseParser _parser = new();
    private readonly ChunkFields _chunk = new();
    private readonly StreamIntegrity _integrity = new();
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private readonly List<int> _tokenIds = [];
    private TimeSpan _now;
    private int? _told;
    private bool _garbled;
    private string? _error;

    public void Feed(in ReadOnlySequence<byte> bytes, TimeSpan now)
    {
        _now = now;
        foreach (ReadOnlyMemory<byte> part in bytes) _parser.Feed(part.Span, this);
    }

    public void OnEvent(ReadOnlySpan<byte> id, ReadOnlySpan<byte> data)
    {
        _integrity.OnEvent(id);
        if (data.SequenceEqual(DoneMarker))
        {
            _integrity.OnDone();
            return;
        }

        if (!ChunkReader.TryRead(data, _chunk))
        {
            _garbled = true;
            return;
        }

        _integrity.OnChunk(_chunk);
        _error ??= _chunk.Error;
        _told = _chunk.CompletionTokens ?? _told;
        if (_chunk.PromptTokens is { } prompt) record.PromptTokens = prompt;
        if (_chunk.CachedTokens is { } cached) record.CachedTokens = cached;
        if (!_chunk.HasContent) return;
        record.Events.Add(_now);
        _text.Write(_chunk.Text.WrittenSpan);
        _tokenIds.AddRange(_chunk.TokenIds);
        observer.OnTokens(record, Math.Max(1, _chunk.TokenIds.Count));
    }

    /// <summary>Writes down what was read; the outcome as far as the stream itself shows it.</summary>
    public void Finish()
    {
        record.Text = Encoding.UTF8.GetString(_text.WrittenSpan);
        record.TokenIds = _tokenIds;
        record.OutputTokens = _told ?? (_tokenIds.Count > 0 ? _tokenIds.Count : record.Events.Count);
        // A stream that says that the server failed need not have an end of its answer.
        record.Faults = _error is null ? _integrity.Faults : _integrity.Faults.Where(fault => fault.Key != StreamFault.NoFinishReason).ToDictionary();
        record.Problem = _error;
        record.Outcome = _error is not null ? Outcome.ServerError
            : _garbled ? Outcome.Garbled
            : _integrity.IsDone ? Outcome.Completed
            : Outcome.Truncated;
    }
}
