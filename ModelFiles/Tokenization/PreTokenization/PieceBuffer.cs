using System.Text;
using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>A stretch of the buffer's text.</summary>
internal readonly record struct Piece(int Start, int Length);

/// <summary>One fragment of text on its way through the pre-tokenizers: its text and the pieces it is cut into so far.</summary>
internal sealed class PieceBuffer
{
    private readonly List<PatternMatch> _matches = [];
    private List<Piece> _pieces = [];
    private List<Piece> _next = [];

    public string Text { get; private set; } = "";

    /// <summary>Whether the fragment is where the whole input starts.</summary>
    public bool AtStart { get; private set; }

    public List<Piece> Pieces => _pieces;

    public void Reset(string text, bool atStart)
    {
        Text = text;
        AtStart = atStart;
        _pieces.Clear();
        if (text.Length > 0)
            _pieces.Add(new Piece(0, text.Length));
    }

    /// <summary>Forgets the text. False: the buffer has grown too large to be kept.</summary>
    public bool Release()
    {
        Text = "";
        return _pieces.Capacity + _next.Capacity + _matches.Capacity <= 1 << 16;
    }

    public ReadOnlySpan<char> Span(Piece piece) => Text.AsSpan(piece.Start, piece.Length);

    /// <summary>Cuts every piece at the matches of a pattern.</summary>
    public void Split(Pattern pattern, SplitBehavior behavior, bool invert)
    {
        _next.Clear();
        foreach (Piece piece in _pieces)
        {
            _matches.Clear();
            pattern.FindAll(Span(piece), _matches);
            SplitRules.Cut(piece, _matches, behavior, invert, _next);
        }
        (_pieces, _next) = (_next, _pieces);
    }

    /// <summary>Cuts every piece into lengths that a function gives for what is left of it.</summary>
    public void SplitBy(Func<string, Piece, int> lengthOfFirst)
    {
        _next.Clear();
        foreach (Piece piece in _pieces)
        {
            for (Piece rest = piece; rest.Length > 0;)
            {
                int length = lengthOfFirst(Text, rest);
                _next.Add(new Piece(rest.Start, length));
                rest = new Piece(rest.Start + length, rest.Length - length);
            }
        }
        (_pieces, _next) = (_next, _pieces);
    }

    /// <summary>Writes every piece anew.</summary>
    /// <param name="write">Appends what becomes of a piece.</param>
    public void Rewrite(Action<PieceBuffer, Piece, StringBuilder> write)
    {
        StringBuilder text = new(Text.Length + 16);
        _next.Clear();
        foreach (Piece piece in _pieces)
        {
            int start = text.Length;
            write(this, piece, text);
            if (text.Length > start)
                _next.Add(new Piece(start, text.Length - start));
        }
        Text = text.ToString();
        (_pieces, _next) = (_next, _pieces);
    }
}
