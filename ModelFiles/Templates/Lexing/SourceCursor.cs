using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Lexing;

/// <summary>A position in the template's text that knows its line and column.</summary>
internal sealed class SourceCursor(string text)
{
    private int _lineStart;

    public string Text { get; } = text;

    public int Position { get; private set; }

    public int Line { get; private set; } = 1;

    public int Column => Position - _lineStart + 1;

    public bool AtEnd => Position >= Text.Length;

    public bool AtLineStart => Position == 0 || Text[Position - 1] == '\n';

    public char Peek(int offset = 0) => Position + offset < Text.Length ? Text[Position + offset] : '\0';

    public bool StartsWith(string expected) => string.CompareOrdinal(Text, Position, expected, 0, expected.Length) == 0;

    public void AdvanceTo(int position)
    {
        int newline;
        while ((newline = Text.IndexOf('\n', Position, position - Position)) >= 0)
        {
            Line++;
            Position = newline + 1;
            _lineStart = Position;
        }

        Position = position;
    }

    public void Advance(int count) => AdvanceTo(Position + count);

    public void SkipWhitespace() => AdvanceTo(AfterWhitespace(Position));

    public int AfterWhitespace(int position)
    {
        while (position < Text.Length && Characters.IsSpace(Text[position])) position++;
        return position;
    }

    public TemplateException Error(string message) => new(TemplateErrorKind.Syntax, message, Line, Column);
}
