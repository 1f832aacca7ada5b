namespace Inference.Gateway.Tools.Parsing;

/// <summary>
/// Content until a marker, then whatever the syntax's reader makes of the text. White space at the edges of calls, where another call
/// may follow, is held and belongs to neither.
/// </summary>
internal sealed class MarkedCallParser : IToolCallParser
{
    private readonly CallSyntax _syntax;
    private readonly DeltaWriter _writer;
    private readonly string _firstOfMarkers;
    private ICallReader? _reader;

    /// <summary>The beginning of a marker, perhaps.</summary>
    private string _partial = "";

    /// <summary>Nothing but white space since the beginning, or since the last call.</summary>
    private bool _atEdge = true;

    public MarkedCallParser(CallSyntax syntax, Func<string> nextId)
    {
        _syntax = syntax;
        _writer = new DeltaWriter(nextId);
        _firstOfMarkers = string.Concat(syntax.Openers.Concat(syntax.Begins).Concat(syntax.Ends).Select(marker => marker[0]).Distinct());
    }

    public int CallCount => _writer.CallCount;

    public IReadOnlyList<ToolDelta> Append(string delta)
    {
        foreach (char c in delta) Read(c);
        return _writer.Take(isEnd: false);
    }

    public IReadOnlyList<ToolDelta> Finish()
    {
        bool isCutEnd = _atEdge && CallCount > 0 && _syntax.Ends.Any(end => end.StartsWith(_partial, StringComparison.Ordinal));
        string rest = isCutEnd ? "" : _partial;
        _partial = "";
        foreach (char c in rest)
        {
            if (_reader is null) ReadPlain(c);
            else ReadCall(c);
        }

        if (_reader is null && CallCount > 0 && _writer.HoldsOnly(IsBetweenCalls)) _writer.DropHeld();
        _writer.ReleaseHeld();
        return _writer.Take(isEnd: true);
    }

    private void Read(char c)
    {
        if (_reader is null) ReadOutside(c);
        else ReadCall(c);
    }

    private void ReadOutside(char c)
    {
        if (_partial.Length == 0 && !_firstOfMarkers.Contains(c))
        {
            ReadPlain(c);
            return;
        }

        _partial += c;
        while (_partial.Length > 0 && !TakeMarker() && !IsMarkerBeginning())
        {
            string text = _partial;
            _partial = "";
            ReadPlain(text[0]);
            if (_reader is null)
            {
                _partial = text[1..];
                continue;
            }

            foreach (char later in text.AsSpan(1)) Read(later);
        }
    }

    private bool IsMarkerBeginning() =>
        IsBeginning(_syntax.Begins) || IsBeginning(_syntax.Openers) || (CallCount > 0 && IsBeginning(_syntax.Ends));

    private bool IsBeginning(string[] markers)
    {
        foreach (string marker in markers)
        {
            if (marker.StartsWith(_partial, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private bool TakeMarker()
    {
        if (_syntax.Begins.Contains(_partial))
        {
            _writer.Hold(_partial);
            _reader = _syntax.Reader(_writer);
            _atEdge = false;
        }
        else if (_syntax.Openers.Contains(_partial))
        {
            _writer.Hold(_partial);
            _atEdge = true;
        }
        else if (CallCount > 0 && _syntax.Ends.Contains(_partial))
        {
            _writer.DropHeld();
            _atEdge = true;
        }
        else
        {
            return false;
        }

        _partial = "";
        return true;
    }

    private void ReadPlain(char c)
    {
        if (!_atEdge)
        {
            _writer.Content(c);
        }
        else if (IsBetweenCalls(c))
        {
            _writer.Hold(c);
        }
        else if (_syntax.BareStarts.Contains(c))
        {
            _reader = _syntax.Reader(_writer);
            ReadCall(c);
        }
        else
        {
            _atEdge = false;
            _writer.ReleaseHeld();
            _writer.Content(c);
        }
    }

    private bool IsBetweenCalls(char c) => char.IsWhiteSpace(c) || (CallCount > 0 && _syntax.Separators.Contains(c));

    private void ReadCall(char c)
    {
        switch (_reader!.Read(c))
        {
            case CallReading.Pending:
                _writer.Hold(c);
                break;
            case CallReading.Taken:
                _writer.DropHeld();
                break;
            case CallReading.Done:
                _writer.DropHeld();
                _reader = null;
                _atEdge = true;
                break;
            case CallReading.Failed:
                _reader = null;
                _atEdge = false;
                _writer.ReleaseHeld();
                ReadOutside(c);
                break;
        }
    }
}
