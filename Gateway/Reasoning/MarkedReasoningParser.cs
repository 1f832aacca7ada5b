using System.Text;

namespace Inference.Gateway.Reasoning;

/// <summary>Reasoning between markers at the beginning of the answer, then content to the end.</summary>
internal sealed class MarkedReasoningParser(ReasoningSyntax syntax, bool startsInside) : IReasoningParser
{
    /// <summary>The beginning of a marker, perhaps, with the white space before it at the start.</summary>
    private readonly StringBuilder _held = new();

    private readonly StringBuilder _text = new();
    private readonly List<ReasoningDelta> _ready = [];
    private Place _place = Place.Start;
    private bool _isReasoning = startsInside;

    /// <summary>How much of what is held is white space before anything.</summary>
    private int _space;

    private enum Place
    {
        /// <summary>A begin marker may come.</summary>
        Start,

        Reasoning,
        Content,
    }

    public bool IsReasoning => _isReasoning;

    public IReadOnlyList<ReasoningDelta> Append(string delta)
    {
        foreach (char c in delta) Read(c);
        return Take(isEnd: false);
    }

    public IReadOnlyList<ReasoningDelta> Finish()
    {
        _text.Append(_held);
        _held.Clear();
        return Take(isEnd: true);
    }

    private void Read(char c)
    {
        bool canBegin = _place == Place.Start || _held.Length > 0 || (_isReasoning && syntax.Ends.Any(end => end[0] == c));
        if (_place == Place.Content || !canBegin)
        {
            _text.Append(c);
            return;
        }

        if (_place == Place.Start && _held.Length == _space && char.IsWhiteSpace(c))
        {
            _held.Append(c);
            _space++;
            return;
        }

        _held.Append(c);
        while (_held.Length > _space && !TakeMarker() && !IsMarkerBeginning()) LetGo();
    }

    /// <summary>What is held does not begin a marker at the start, or not with its first character.</summary>
    private void LetGo()
    {
        if (_place == Place.Start) _place = _isReasoning ? Place.Reasoning : Place.Content;
        int gone = _place == Place.Content ? _held.Length : _space + 1;
        _text.Append(_held.ToString(0, gone));
        _held.Remove(0, gone);
        _space = 0;
    }

    private bool TakeMarker()
    {
        string marker = _held.ToString(_space, _held.Length - _space);
        if (_place == Place.Start && syntax.Begins.Contains(marker)) Enter(Place.Reasoning, isReasoning: true);
        else if (_isReasoning && syntax.Ends.Contains(marker)) Enter(Place.Content, isReasoning: false);
        else return false;
        return true;
    }

    private void Enter(Place place, bool isReasoning)
    {
        Flush();
        _held.Clear();
        _space = 0;
        _place = place;
        _isReasoning = isReasoning;
    }

    private bool IsMarkerBeginning() =>
        (_place == Place.Start && syntax.Begins.Any(IsHeldOf)) || (_isReasoning && syntax.Ends.Any(IsHeldOf));

    private bool IsHeldOf(string marker)
    {
        int length = _held.Length - _space;
        if (length > marker.Length) return false;
        for (int i = 0; i < length; i++)
        {
            if (_held[_space + i] != marker[i]) return false;
        }

        return true;
    }

    /// <summary>A delta never ends between the two halves of a surrogate pair, unless the text does.</summary>
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
        if (_text.Length > 0) _ready.Add(new ReasoningDelta(_text.ToString(), _isReasoning));
        _text.Clear();
    }
}
