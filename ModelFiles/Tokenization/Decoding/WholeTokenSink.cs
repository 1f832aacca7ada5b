using System.Text;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Collects the parts of a token for a step that has to see it whole.</summary>
internal abstract class WholeTokenSink(ITextSink next) : ITextSink
{
    private readonly StringBuilder _token = new();

    protected ITextSink Next { get; } = next;

    public void Text(ReadOnlySpan<char> part) => _token.Append(part);

    public void EndToken()
    {
        string token = _token.ToString();
        _token.Clear();
        Token(token);
    }

    public void End()
    {
        Finish();
        Next.End();
    }

    protected abstract void Token(string token);

    protected virtual void Finish()
    {
    }

    protected void Pass(ReadOnlySpan<char> token)
    {
        Next.Text(token);
        Next.EndToken();
    }
}

/// <summary>A step whose effect on a token depends on that token alone.</summary>
internal sealed class EachTokenSink(ITextSink next, Func<string, string> rewrite) : WholeTokenSink(next)
{
    protected override void Token(string token) => Pass(rewrite(token));
}
