using System.Text;

namespace Inference.ModelFiles.Templates.Evaluation;

/// <summary>Text under construction, within the limits of its rendering.</summary>
internal sealed class OutputBuffer(Execution run)
{
    private readonly StringBuilder _text = new();

    public OutputBuffer Append(ReadOnlySpan<char> text)
    {
        run.Extend(_text.Length, text.Length);
        _text.Append(text);
        return this;
    }

    public OutputBuffer Append(char c)
    {
        Span<char> one = [c];
        return Append(one);
    }

    public OutputBuffer Repeat(char c, int count)
    {
        if (count <= 0) return this;
        run.Extend(_text.Length, count);
        _text.Append(c, count);
        return this;
    }

    public override string ToString()
    {
        run.AllocateText(_text.Length);
        return _text.ToString();
    }
}
