using System.Runtime.CompilerServices;
using Inference.ModelFiles.Templates.Lexing;

namespace Inference.ModelFiles.Templates.Syntax.Parsing;

/// <summary>The tokens ahead of the parser, and how deep it is in them.</summary>
internal sealed class TokenReader(List<Token> tokens, int maxDepth)
{
    private const int LinksPerLevel = 10;

    private int _position;
    private int _depth;

    public Token Current => tokens[_position];

    public Token Ahead => tokens[Math.Min(_position + 1, tokens.Count - 1)];

    public bool IsOperator(string symbol) => Current.Kind == TokenKind.Operator && Current.Text == symbol;

    public bool IsName(string name) => Current.Kind == TokenKind.Name && Current.Text == name;

    public Token Next()
    {
        Token token = Current;
        if (_position < tokens.Count - 1) _position++;
        return token;
    }

    public bool SkipOperator(string symbol)
    {
        bool found = IsOperator(symbol);
        if (found) Next();
        return found;
    }

    public bool SkipName(string name)
    {
        bool found = IsName(name);
        if (found) Next();
        return found;
    }

    public void ExpectOperator(string symbol)
    {
        if (!SkipOperator(symbol)) throw Error($"expected '{symbol}', got {Current.Describe()}");
    }

    public Token Expect(TokenKind kind)
    {
        if (Current.Kind != kind) throw Error($"expected {new Token(kind, kind.ToString(), null, 0, 0).Describe()}, got {Current.Describe()}");
        return Next();
    }

    public TemplateException Error(string message) => new(TemplateErrorKind.Syntax, message, Current.Line, Current.Column);

    public void Enter()
    {
        if (++_depth > maxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateException(
                TemplateErrorKind.LimitExceeded, $"the template nests more than {maxDepth} levels deep", Current.Line, Current.Column);
        }
    }

    public void Leave() => _depth--;

    /// <summary>
    /// One operator more in a row such as a + b + c, whose tree is as deep as the row is long. Rows may be longer than nesting is deep.
    /// </summary>
    public void Link(ref int links)
    {
        if (++links > maxDepth * LinksPerLevel)
        {
            throw new TemplateException(
                TemplateErrorKind.LimitExceeded, $"the template has more than {maxDepth * LinksPerLevel} operators in a row", Current.Line, Current.Column);
        }
    }
}
