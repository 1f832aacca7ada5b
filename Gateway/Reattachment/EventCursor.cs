using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Inference.Gateway.Reattachment;

/// <summary>
/// How far a client has read a stream: by choice, how many events, and how many of those that follow the last choice. As text
/// (<c>12.7.0</c>: twelve of the first choice, seven of the second; with <c>e</c> at its end: all) it is an event's id, which comes back as
/// <c>Last-Event-ID</c>. The events of a choice are a function of its tokens; how choices alternate is not, and so each is counted by itself.
/// </summary>
internal sealed class EventCursor
{
    /// <summary>A stream of more has no ids that one could come back with: each would be longer than its event.</summary>
    public const int MostChoices = 64;

    private const int LongestNumber = 11;

    private readonly int[] _has, _made;

    private EventCursor(int choices) => (_has, _made) = (new int[choices + 1], new int[choices + 1]);

    /// <summary>Where events belong that come after those of all choices.</summary>
    public int Tail => _has.Length - 1;

    /// <summary>Whether the client has everything.</summary>
    public bool IsAtEnd { get; private set; }

    public static EventCursor Start(int choices) => new(choices);

    /// <summary>Behind so many events of the one choice of a stream.</summary>
    public static EventCursor Behind(int events)
    {
        EventCursor cursor = new(1);
        cursor._has[0] = events;
        return cursor;
    }

    /// <summary>Reads what a client sends. An empty text is the beginning.</summary>
    public static bool TryParse(string? text, int choices, [NotNullWhen(true)] out EventCursor? cursor)
    {
        cursor = new EventCursor(choices);
        if (string.IsNullOrEmpty(text)) return true;
        cursor.IsAtEnd = text.EndsWith('e');
        string[] parts = (cursor.IsAtEnd ? text[..^1] : text).Split('.', choices + 2);
        bool isRead = parts.Length == cursor._has.Length;
        for (int i = 0; i < parts.Length && isRead; i++) isRead = int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out cursor._has[i]);
        if (!isRead) cursor = null;
        return isRead;
    }

    /// <summary>The stream has come to its next event.</summary>
    /// <returns>Whether the client does not have it: then it is sent now.</returns>
    public bool Advance(int choice)
    {
        if (++_made[choice] <= _has[choice]) return false;
        _has[choice] = _made[choice];
        return true;
    }

    /// <summary>The stream has come to its end.</summary>
    public bool End()
    {
        bool isNew = !IsAtEnd;
        IsAtEnd = true;
        return isNew;
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        Span<byte> text = output.GetSpan((_has.Length * LongestNumber) + 1);
        int length = 0;
        for (int i = 0; i < _has.Length; i++)
        {
            if (i > 0) text[length++] = (byte)'.';
            Utf8Formatter.TryFormat(_has[i], text[length..], out int digits);
            length += digits;
        }

        if (IsAtEnd) text[length++] = (byte)'e';
        output.Advance(length);
    }
}
