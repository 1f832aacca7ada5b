using System.Text;
using Inference.ModelFiles.Tokenization;

namespace Inference.Gateway.Text;

/// <summary>
/// Turns one choice's tokens into text as they come, and ends it at the first stop string. Text that may be the beginning
/// of a stop string is held back until it is known not to be.
/// </summary>
/// <param name="detokenizer">Of this choice alone.</param>
/// <param name="stopStrings">None of them empty.</param>
/// <param name="includeStopString">Whether the text ends with the stop string, or before it.</param>
/// <param name="minTokens">The text of so many tokens is not looked through for stop strings.</param>
public sealed class ChoiceText(StreamingDetokenizer detokenizer, IReadOnlyList<string> stopStrings, bool includeStopString = false, int minTokens = 0)
{
    private readonly StringBuilder _held = new();
    private readonly int _longestStop = stopStrings.Count == 0 ? 0 : stopStrings.Max(stop => stop.Length);
    private int _tokens;

    /// <summary>The stop string that ended the text.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>Takes a token; returns the text that can be shown because of it, often none. After a stop string there is no more.</summary>
    public string Append(int token)
    {
        if (StoppedBy is not null) return "";
        string text = detokenizer.Append(token);
        return ++_tokens <= minTokens ? text : Take(text, isEnd: false);
    }

    /// <summary>The choice has ended: returns what was held back.</summary>
    public string Finish() => StoppedBy is null ? Take(detokenizer.Flush(), isEnd: true) : "";

    private string Take(string text, bool isEnd)
    {
        if (_longestStop == 0) return text;
        _held.Append(text);
        string held = _held.ToString();
        if (FindStop(held) is { } found)
        {
            StoppedBy = found.Stop;
            _held.Clear();
            return held[..(found.At + (includeStopString ? found.Stop.Length : 0))];
        }

        int keep = isEnd ? 0 : HeldBack(held);
        _held.Clear().Append(held.AsSpan(held.Length - keep));
        return held[..^keep];
    }

    /// <summary>The stop string that begins first; of several there, the longest.</summary>
    private (int At, string Stop)? FindStop(string text)
    {
        (int At, string Stop)? first = null;
        foreach (string stop in stopStrings)
        {
            int at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (first is not { } best || at < best.At || (at == best.At && stop.Length > best.Stop.Length))) first = (at, stop);
        }

        return first;
    }

    /// <summary>The length of the longest end of the text that begins a stop string.</summary>
    private int HeldBack(string text)
    {
        for (int length = Math.Min(text.Length, _longestStop - 1); length > 0; length--)
        {
            foreach (string stop in stopStrings)
            {
                if (stop.Length > length && stop.AsSpan(0, length).SequenceEqual(text.AsSpan(text.Length - length))) return length;
            }
        }

        return 0;
    }
}
