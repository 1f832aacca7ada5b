using System.Text;
using Inference.Gateway.Reasoning;

namespace Inference.Gateway.Harmony;

/// <summary>
/// Messages of the analysis channel are reasoning. Calls go on as they are, for the tool-call parser to read; of the others, their text does.
/// </summary>
internal sealed class HarmonyReasoningParser : IReasoningParser, IHarmonyMessages
{
    private readonly HarmonyScanner _scanner;
    private readonly StringBuilder _text = new();
    private readonly List<ReasoningDelta> _ready = [];
    private HarmonyHeader _header = HarmonyHeader.None;

    public HarmonyReasoningParser() => _scanner = new HarmonyScanner(this);

    public bool IsReasoning => _header.IsReasoning;

    public IReadOnlyList<ReasoningDelta> Append(string delta)
    {
        foreach (char c in delta) _scanner.Read(c);
        return Take(isEnd: false);
    }

    public IReadOnlyList<ReasoningDelta> Finish()
    {
        _scanner.Finish();
        return Take(isEnd: true);
    }

    void IHarmonyMessages.Begin(HarmonyHeader header)
    {
        Flush();
        _header = header;
        if (header.Function is { } function) _text.Append(HarmonyToolCallParser.Header(function));
    }

    void IHarmonyMessages.Text(char c) => _text.Append(c);

    void IHarmonyMessages.End()
    {
        if (_header.Function is not null) _text.Append(HarmonyToolCallParser.CallEnd);
        Flush();
        _header = HarmonyHeader.None;
    }

    private ReasoningDelta[] Take(bool isEnd)
    {
        char? half = !isEnd && _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text[^1] : null;
        if (half is not null) _text.Length--;
        Flush();
        if (half is not null) _text.Append(half);
        if (_ready.Count == 0) return [];
        ReasoningDelta[] taken = [.. _ready];
        _ready.Clear();
        return taken;
    }

    private void Flush()
    {
        if (_text.Length > 0) _ready.Add(new ReasoningDelta(_text.ToString(), _header.IsReasoning));
        _text.Clear();
    }
}
