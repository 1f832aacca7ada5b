using System.Text;

namespace Inference.Gateway.Reasoning;

/// <summary>Takes the markers off an answer that stands between such, once there was reasoning before it.</summary>
internal sealed class UnwrappedContent(IReasoningParser inner, string begin, string end) : IReasoningParser
{
    private readonly StringBuilder _held = new();
    private bool _wasReasoning, _isInside, _isPlain;

    public bool IsReasoning => inner.IsReasoning;

    public IReadOnlyList<ReasoningDelta> Append(string delta) => Unwrap(inner.Append(delta), isEnd: false);

    public IReadOnlyList<ReasoningDelta> Finish() => Unwrap(inner.Finish(), isEnd: true);

    private List<ReasoningDelta> Unwrap(IReadOnlyList<ReasoningDelta> deltas, bool isEnd)
    {
        List<ReasoningDelta> unwrapped = [];
        foreach (ReasoningDelta delta in deltas)
        {
            _wasReasoning |= delta.IsReasoning;
            if (delta.IsReasoning || !_wasReasoning || _isPlain) unwrapped.Add(delta);
            else _held.Append(delta.Text);
        }

        string held = _held.ToString();
        if (held.Length == 0) return unwrapped;
        if (!_isInside) held = ReadBegin(held);
        int keep = isEnd || _isPlain ? 0 : _isInside ? HeldBack(held) : held.Length;
        _held.Clear().Append(held, held.Length - keep, keep);
        string known = held[..^keep];
        if (isEnd && _isInside && known.TrimEnd().EndsWith(end, StringComparison.Ordinal)) known = known.TrimEnd()[..^end.Length];
        if (known.Length > 0) unwrapped.Add(new ReasoningDelta(known, IsReasoning: false));
        return unwrapped;
    }

    private string ReadBegin(string held)
    {
        string text = held.TrimStart();
        if (text.StartsWith(begin, StringComparison.Ordinal))
        {
            _isInside = true;
            return text[begin.Length..];
        }

        _isPlain = !begin.StartsWith(text, StringComparison.Ordinal);
        return held;
    }

    /// <summary>How much at the end may be the end marker, or its beginning, with white space behind it.</summary>
    private int HeldBack(string text)
    {
        string trimmed = text.TrimEnd();
        int space = text.Length - trimmed.Length;
        if (trimmed.EndsWith(end, StringComparison.Ordinal)) return end.Length + space;
        for (int length = Math.Min(end.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(end[..length], StringComparison.Ordinal)) return length;
        }

        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? 1 : 0;
    }
}
