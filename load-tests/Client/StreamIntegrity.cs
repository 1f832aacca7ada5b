using System.Buffers.Text;

namespace Inference.LoadTests.Client;

/// <summary>
/// Checks that a stream is whole: where events are numbered, that each number comes once and in order; one response; one end, and nothing behind it.
/// </summary>
internal sealed class StreamIntegrity
{
    private readonly Dictionary<StreamFault, int> _faults = [];
    private readonly HashSet<long> _missing = [];
    private byte[]? _responseId;
    private long? _next;
    private int _tokens;
    private bool _countsTokens = true, _finished;

    public IReadOnlyDictionary<StreamFault, int> Faults => _faults;

    public bool IsDone { get; private set; }

    /// <summary>Whether events are numbered.</summary>
    public bool HasNumbers => _next is not null;

    public void OnEvent(ReadOnlySpan<byte> id)
    {
        if (IsDone) Add(StreamFault.EventAfterDone);
        if (!Utf8Parser.TryParse(id, out long number, out int used) || used != id.Length) return;
        if (_next is null || number == _next)
        {
            _next = number + 1;
        }
        else if (number > _next)
        {
            // Of a large hole it is enough to know that it is there.
            for (long hole = _next.Value; hole < number && _missing.Count < 1000; hole++) _missing.Add(hole);
            Add(StreamFault.MissingEvent, (int)Math.Min(number - _next.Value, int.MaxValue));
            _next = number + 1;
        }
        else if (_missing.Remove(number))
        {
            Add(StreamFault.OutOfOrderEvent);
            Add(StreamFault.MissingEvent, -1);
        }
        else
        {
            Add(StreamFault.DuplicateEvent);
        }
    }

    public void OnChunk(ChunkFields chunk)
    {
        ReadOnlySpan<byte> responseId = chunk.ResponseId.WrittenSpan;
        if (!responseId.IsEmpty)
        {
            _responseId ??= responseId.ToArray();
            if (!responseId.SequenceEqual(_responseId)) Add(StreamFault.ResponseIdChanged);
        }

        if (_finished && chunk.HasContent) Add(StreamFault.TextAfterEnd);
        if (chunk.FinishReason is not null)
        {
            if (_finished) Add(StreamFault.SecondFinishReason);
            _finished = true;
        }

        _tokens += chunk.TokenIds.Count;
        _countsTokens &= chunk.HasTokenIds || !chunk.HasContent;
        if (chunk.CompletionTokens is { } told && _finished && _countsTokens && _tokens > 0 && told != _tokens) Add(StreamFault.TokenCountDiffers);
    }

    public void OnDone()
    {
        IsDone = true;
        if (!_finished) Add(StreamFault.NoFinishReason);
    }

    private void Add(StreamFault fault, int count = 1)
    {
        int sum = _faults.GetValueOrDefault(fault) + count;
        if (sum == 0) _faults.Remove(fault);
        else _faults[fault] = sum;
    }
}
