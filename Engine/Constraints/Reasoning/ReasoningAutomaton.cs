using System.Text;
using Inference.Contracts;

namespace Inference.Engine.Constraints.Reasoning;

/// <summary>Follows an output byte by byte up to the marker that ends its reasoning: a table of states, each a beginning of a marker.</summary>
internal sealed class ReasoningAutomaton
{
    /// <summary>What a byte leads to, besides the states, which count from 0.</summary>
    public const short Ended = -1, NoReasoning = -2;

    private const int MaxMarkers = 16, MaxMarkerBytes = 128;

    private readonly Dictionary<(bool IsInside, string Held), short> _states = [];
    private readonly List<short[]> _next = [];
    private readonly List<bool> _isInside = [];
    private readonly string[] _begins, _ends;

    /// <exception cref="InferenceException">There can be no such reasoning.</exception>
    public ReasoningAutomaton(ReasoningSpan span)
    {
        (_begins, _ends) = (Bytes(span.Begins), Bytes(span.Ends));
        if (_ends.Length == 0 || (_begins.Length == 0 && !span.StartsInside)) throw Wrong("reasoning before an answer needs what ends it, and what begins it where nothing else does");
        Start = StateOf(span.StartsInside, "");
        Inside = StateOf(true, "");
    }

    public short Start { get; }

    /// <summary>That of reasoning in which no end is in sight.</summary>
    public short Inside { get; }

    public bool IsInside(short state) => _isInside[state];

    public short Next(short state, byte value) => _next[state][value];

    /// <summary>Bytes as characters of the same numbers, which compare as text does.</summary>
    private static string[] Bytes(IReadOnlyList<string> markers)
    {
        string[] bytes = [.. markers.Select(marker => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(marker)))];
        return bytes.Length <= MaxMarkers && bytes.All(marker => marker.Length is > 0 and <= MaxMarkerBytes)
            ? bytes
            : throw Wrong($"there may be {MaxMarkers} markers of 1 to {MaxMarkerBytes} bytes");
    }

    private static InferenceException Wrong(string message) => new(InferenceError.InvalidRequest, $"Reasoning: {message}.") { Parameter = nameof(GenerateRequest.Reasoning) };

    private short StateOf(bool isInside, string held)
    {
        if (_states.TryGetValue((isInside, held), out short known)) return known;
        short state = (short)_next.Count;
        short[] next = new short[256];
        _states.Add((isInside, held), state);
        _next.Add(next);
        _isInside.Add(isInside);
        for (int value = 0; value < next.Length; value++) next[value] = isInside ? NextInside(held + (char)value) : NextAtStart(held, (char)value);
        return state;
    }

    private short NextAtStart(string held, char value)
    {
        if (held.Length == 0 && value is ' ' or '\n' or '\r' or '\t') return StateOf(false, "");
        held += value;
        if (_begins.Contains(held)) return StateOf(true, "");
        return _begins.Any(marker => marker.StartsWith(held, StringComparison.Ordinal)) ? StateOf(false, held) : NoReasoning;
    }

    /// <summary>What is held becomes the longest end of itself that begins a marker.</summary>
    private short NextInside(string held)
    {
        for (; held.Length > 0; held = held[1..])
        {
            if (_ends.Contains(held)) return Ended;
            if (_ends.Any(marker => marker.StartsWith(held, StringComparison.Ordinal))) break;
        }

        return StateOf(true, held);
    }
}
