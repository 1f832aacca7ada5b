using System.Text;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>
/// Collects one answer's deltas, neighbours of one kind joined, and the text that may still become either a call or content.
/// </summary>
internal sealed class DeltaWriter(Func<string> nextId)
{
    private readonly List<ToolDelta> _ready = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _held = new();
    private bool _inCall;
    private string? _id;
    private string? _name;

    public int CallCount { get; private set; }

    public void Content(char c)
    {
        LeaveCall();
        _text.Append(c);
    }

    public void BeginCall(string name)
    {
        Flush();
        _inCall = true;
        _id = nextId();
        _name = name;
        CallCount++;
    }

    public void Arguments(char c) => _text.Append(c);

    public void Arguments(string json) => _text.Append(json);

    public void Arguments(StringBuilder json) => _text.Append(json);

    /// <summary>A character of a string within the arguments, escaped as JSON wants it.</summary>
    public void StringCharacter(char c)
    {
        switch (c)
        {
            case '"': _text.Append("\\\""); break;
            case '\\': _text.Append("\\\\"); break;
            case '\n': _text.Append("\\n"); break;
            case '\r': _text.Append("\\r"); break;
            case '\t': _text.Append("\\t"); break;
            case < ' ': _text.Append($"\\u{(int)c:x4}"); break;
            default: _text.Append(c); break;
        }
    }

    public void Hold(char c) => _held.Append(c);

    public void Hold(string text) => _held.Append(text);

    public bool HoldsOnly(Func<char, bool> allowed)
    {
        foreach (ReadOnlyMemory<char> chunk in _held.GetChunks())
        {
            foreach (char c in chunk.Span)
            {
                if (!allowed(c)) return false;
            }
        }

        return true;
    }

    /// <summary>What was held is said by a call, or says nothing.</summary>
    public void DropHeld()
    {
        if (_held.Length > 0) _held.Clear();
    }

    /// <summary>What was held is content.</summary>
    public void ReleaseHeld()
    {
        if (_held.Length == 0) return;
        LeaveCall();
        _text.Append(_held);
        _held.Clear();
    }

    /// <summary>The deltas since the last time. One never ends between the two halves of a surrogate pair, unless the text does.</summary>
    public IReadOnlyList<ToolDelta> Take(bool isEnd)
    {
        char? half = !isEnd && _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text[^1] : null;
        if (half is not null) _text.Length--;
        Flush();
        if (half is not null) _text.Append(half);
        if (_ready.Count == 0) return [];
        ToolDelta[] taken = [.. _ready];
        _ready.Clear();
        return taken;
    }

    private void LeaveCall()
    {
        if (!_inCall) return;
        Flush();
        _inCall = false;
    }

    private void Flush()
    {
        if (_inCall)
        {
            if (_name is not null || _text.Length > 0) _ready.Add(new ToolCallDelta(CallCount - 1, _id, _name, _text.ToString()));
            _id = _name = null;
        }
        else if (_text.Length > 0)
        {
            _ready.Add(new ContentDelta(_text.ToString()));
        }

        _text.Clear();
    }
}
