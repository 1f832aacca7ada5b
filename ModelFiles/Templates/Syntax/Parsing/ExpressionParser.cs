using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Syntax.Expressions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Parsing;

/// <summary>Expressions, from the loosest binding (<c>if … else</c>) to unary operators; Jinja's grammar.</summary>
internal sealed class ExpressionParser
{
    private readonly TokenReader _tokens;
    private readonly PrimaryParser _primary;

    public ExpressionParser(TokenReader tokens, HashSet<string> specialNamesRead)
    {
        _tokens = tokens;
        _primary = new PrimaryParser(tokens, this, specialNamesRead);
    }

    public PrimaryParser Primary => _primary;

    public Expression Parse(bool withConditional = true)
    {
        _tokens.Enter();
        Expression expression = withConditional ? ParseConditional() : ParseOr();
        _tokens.Leave();
        return expression;
    }

    /// <summary>One expression, or several with commas between them, which are a tuple.</summary>
    public Expression ParseTuple(bool withConditional = true, string? endName = null, bool inParentheses = false)
    {
        var items = new List<Expression>();
        bool isTuple = false;
        while (!IsTupleEnd(endName))
        {
            items.Add(Parse(withConditional));
            if (!_tokens.SkipOperator(",")) break;
            isTuple = true;
        }

        if (!isTuple && items.Count == 1) return items[0];
        if (items.Count == 0 && !inParentheses) throw _tokens.Error($"Expected an expression, got {_tokens.Current.Describe()}");
        return new ListLiteral([.. items], SequenceKind.Tuple);
    }

    private bool IsTupleEnd(string? endName) =>
        _tokens.Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || _tokens.IsOperator(")") || (endName is not null && _tokens.IsName(endName));

    private Expression ParseConditional()
    {
        Expression expression = ParseOr();
        int links = 0;
        while (_tokens.SkipName("if"))
        {
            _tokens.Link(ref links);
            Expression test = ParseOr();
            Expression? otherwise = _tokens.SkipName("else") ? Parse() : null;
            expression = new Conditional(test, expression, otherwise);
        }

        return expression;
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        for (int links = 0; _tokens.SkipName("or"); _tokens.Link(ref links)) left = new Logical(stopsAt: true, left, ParseAnd());
        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        for (int links = 0; _tokens.SkipName("and"); _tokens.Link(ref links)) left = new Logical(stopsAt: false, left, ParseNot());
        return left;
    }

    private Expression ParseNot()
    {
        if (!_tokens.SkipName("not")) return ParseComparison();
        _tokens.Enter();
        Expression operand = ParseNot();
        _tokens.Leave();
        return new Not(operand);
    }

    private Expression ParseComparison()
    {
        Expression first = ParseSum();
        var rest = new List<KeyValuePair<string, Expression>>();
        while (NextComparison() is string symbol) rest.Add(new(symbol, ParseSum()));
        return rest.Count == 0 ? first : new Comparison(first, [.. rest]);
    }

    private string? NextComparison()
    {
        if (_tokens.Current is { Kind: TokenKind.Operator, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" }) return _tokens.Next().Text;
        if (_tokens.SkipName("in")) return "in";
        if (!_tokens.IsName("not") || _tokens.Ahead is not { Kind: TokenKind.Name, Text: "in" }) return null;
        _tokens.Next();
        _tokens.Next();
        return "not in";
    }

    private Expression ParseSum()
    {
        Expression left = ParseConcatenation();
        for (int links = 0; _tokens.Current is { Kind: TokenKind.Operator, Text: "+" or "-" }; _tokens.Link(ref links))
        {
            string symbol = _tokens.Next().Text;
            left = new BinaryOperator(symbol, left, ParseConcatenation());
        }

        return left;
    }

    private Expression ParseConcatenation()
    {
        Expression first = ParseProduct();
        if (!_tokens.IsOperator("~")) return first;
        var parts = new List<Expression> { first };
        while (_tokens.SkipOperator("~")) parts.Add(ParseProduct());
        return new Concatenation([.. parts]);
    }

    private Expression ParseProduct()
    {
        Expression left = ParsePower();
        for (int links = 0; _tokens.Current is { Kind: TokenKind.Operator, Text: "*" or "/" or "//" or "%" }; _tokens.Link(ref links))
        {
            string symbol = _tokens.Next().Text;
            left = new BinaryOperator(symbol, left, ParsePower());
        }

        return left;
    }

    private Expression ParsePower()
    {
        Expression left = ParseUnary(withFilters: true);
        for (int links = 0; _tokens.SkipOperator("**"); _tokens.Link(ref links)) left = new BinaryOperator("**", left, ParseUnary(withFilters: true));
        return left;
    }

    private Expression ParseUnary(bool withFilters)
    {
        Expression expression;
        if (_tokens.Current is { Kind: TokenKind.Operator, Text: "-" or "+" })
        {
            string symbol = _tokens.Next().Text;
            _tokens.Enter();
            expression = new UnaryOperator(symbol, ParseUnary(withFilters: false));
            _tokens.Leave();
        }
        else
        {
            expression = _primary.Parse();
        }

        expression = _primary.ParsePostfix(expression);
        return withFilters ? _primary.ParseFiltersAndTests(expression) : expression;
    }
}
