using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Inference.Contracts;

namespace Inference.Cluster.Reattachment;

/// <summary>
/// How far a client has read: by choice, how many tokens, and whether it knows that there are no more. As text (<c>12.7e</c>: twelve tokens of the
/// first choice, all seven of the second) it is an event's id, which comes back as <c>Last-Event-ID</c>.
/// </summary>
public sealed class StreamCursor
{
    private readonly int[] _tokens;
    private readonly bool[] _ended;

    private StreamCursor(int[] tokens, bool[] ended) => (_tokens, _ended) = (tokens, ended);

    public static StreamCursor Start(int choices) => new(new int[choices], new bool[choices]);

    /// <summary>Reads a cursor over so many choices. An empty text is the beginning.</summary>
    public static bool TryParse(string? text, int choices, [NotNullWhen(true)] out StreamCursor? cursor)
    {
        cursor = Start(choices);
        if (string.IsNullOrEmpty(text)) return true;
        string[] parts = text.Split('.', choices + 1);
        for (int i = 0; i < parts.Length && parts.Length == choices; i++)
        {
            cursor._ended[i] = parts[i].EndsWith('e');
            if (int.TryParse(parts[i].AsSpan(0, parts[i].Length - (cursor._ended[i] ? 1 : 0)), NumberStyles.None, CultureInfo.InvariantCulture, out cursor._tokens[i])) continue;
            cursor = null;
            return false;
        }

        if (parts.Length != choices) cursor = null;
        return cursor is not null;
    }

    /// <summary>Tokens read of a choice.</summary>
    public int TokensOf(int choice) => _tokens[choice];

    public bool HasEnded(int choice) => _ended[choice];

    /// <summary>The client reads a chunk.</summary>
    public void Advance(TokenChunk chunk)
    {
        _tokens[chunk.Choice] = Math.Max(_tokens[chunk.Choice], chunk.Position + chunk.Tokens.Count);
        _ended[chunk.Choice] |= chunk.FinishReason is not null;
    }

    public override string ToString() => string.Join('.', _tokens.Select((tokens, choice) => string.Create(CultureInfo.InvariantCulture, $"{tokens}{(_ended[choice] ? "e" : "")}")));
}
