using Inference.Gateway.Tools;
using Inference.Gateway.Tools.Parsing;

namespace Inference.Gateway.Harmony;

/// <summary>Messages to a function are calls of it; the text of all others is content.</summary>
internal sealed class HarmonyToolCallParser : IToolCallParser, IHarmonyMessages
{
    public const string CallEnd = "<|call|>";

    private readonly HarmonyScanner _scanner;
    private readonly DeltaWriter _writer;
    private bool _isCall;

    public HarmonyToolCallParser(Func<string> nextId) => (_scanner, _writer) = (new HarmonyScanner(this), new DeltaWriter(nextId));

    public int CallCount => _writer.CallCount;

    public static string Header(string function) => $"<|channel|>commentary to=functions.{function}<|message|>";

    public IReadOnlyList<ToolDelta> Append(string delta)
    {
        foreach (char c in delta) _scanner.Read(c);
        return _writer.Take(isEnd: false);
    }

    public IReadOnlyList<ToolDelta> Finish()
    {
        _scanner.Finish();
        return _writer.Take(isEnd: true);
    }

    void IHarmonyMessages.Begin(HarmonyHeader header)
    {
        _isCall = header.Function is not null;
        if (_isCall) _writer.BeginCall(header.Function!);
    }

    void IHarmonyMessages.Text(char c)
    {
        if (_isCall) _writer.Arguments(c);
        else _writer.Content(c);
    }

    void IHarmonyMessages.End() => _isCall = false;
}
