using System.Text;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>The end of a chain: gathers text until it is taken.</summary>
internal sealed class TextCollector : ITextSink
{
    private readonly StringBuilder _text = new();

    public void Text(ReadOnlySpan<char> part) => _text.Append(part);

    public void EndToken()
    {
    }

    public void End()
    {
    }

    public string Take()
    {
        if (_text.Length == 0)
            return "";
        string text = _text.ToString();
        _text.Clear();
        return text;
    }
}
