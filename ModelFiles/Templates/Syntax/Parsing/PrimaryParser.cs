using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Syntax.Expressions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Parsing;

/// <summary>Names, literals, and what may follow them: attributes, items, calls, filters and tests.</summary>
internal sealed class PrimaryParser(TokenReader tokens, ExpressionParser expressions, HashSet<string> specialNamesRead)
{
    public Expression Parse()
    {
        Token token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                tokens.Next();
                return token.Text switch
                {
                    "true" or "True" => new Literal(Booleans.Box(true)),
                    "false" or "False" => new Literal(Booleans.Box(false)),
                    "none" or "None" => new Literal(null),
                    _ => ReadName(token.Text),
                };
            case TokenKind.String:
                string text = tokens.Next().Text;
                if (tokens.Current.Kind != TokenKind.String) return new Literal(text);
                var parts = new List<string> { text };
                while (tokens.Current.Kind == TokenKind.String) parts.Add(tokens.Next().Text);
                return new Literal(string.Concat(parts));
            case TokenKind.Integer or TokenKind.Float:
                return new Literal(tokens.Next().Number);
            case TokenKind.Operator when token.Text == "(":
                tokens.Next();
                Expression inner = expressions.ParseTuple(inParentheses: true);
                tokens.ExpectOperator(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return ParseList();
            case TokenKind.Operator when token.Text == "{":
                return ParseMapping();
            default:
                throw tokens.Error($"unexpected {token.Describe()}");
        }
    }

    public Expression ParsePostfix(Expression expression)
    {
        for (int links = 0; ; tokens.Link(ref links))
        {
            if (tokens.SkipOperator(".")) expression = ParseAttribute(expression);
            else if (tokens.SkipOperator("[")) expression = ParseSubscript(expression);
            else if (tokens.IsOperator("(")) expression = ParseCall(expression);
            else return expression;
        }
    }

    public Expression ParseFiltersAndTests(Expression expression)
    {
        for (int links = 0; ; tokens.Link(ref links))
        {
            if (tokens.SkipOperator("|")) expression = ParseFilter(expression);
            else if (tokens.SkipName("is")) expression = ParseTest(expression);
            else if (tokens.IsOperator("(")) expression = ParseCall(expression);
            else return expression;
        }
    }

    /// <summary>A filter from its name on.</summary>
    public FilterCall ParseFilter(Expression? subject)
    {
        int line = tokens.Current.Line;
        string name = ParseDottedName();
        ArgumentList arguments = tokens.IsOperator("(") ? ParseArguments() : ArgumentList.Empty;
        return new FilterCall(subject, name, arguments, line);
    }

    private Name ReadName(string name)
    {
        if (name is WellKnownNames.Caller or WellKnownNames.VarArgs or WellKnownNames.KwArgs) specialNamesRead.Add(name);
        return new Name(name);
    }

    private ListLiteral ParseList()
    {
        tokens.ExpectOperator("[");
        var items = new List<Expression>();
        while (!tokens.IsOperator("]"))
        {
            if (items.Count > 0) tokens.ExpectOperator(",");
            if (tokens.IsOperator("]")) break;
            items.Add(expressions.Parse());
        }

        tokens.ExpectOperator("]");
        return new ListLiteral([.. items], SequenceKind.List);
    }

    private MappingLiteral ParseMapping()
    {
        tokens.ExpectOperator("{");
        var entries = new List<KeyValuePair<Expression, Expression>>();
        while (!tokens.IsOperator("}"))
        {
            if (entries.Count > 0) tokens.ExpectOperator(",");
            if (tokens.IsOperator("}")) break;
            Expression key = expressions.Parse();
            tokens.ExpectOperator(":");
            entries.Add(new(key, expressions.Parse()));
        }

        tokens.ExpectOperator("}");
        return new MappingLiteral([.. entries]);
    }

    private Expression ParseAttribute(Expression owner)
    {
        Token token = tokens.Current;
        if (token.Kind is not (TokenKind.Name or TokenKind.Integer)) throw tokens.Error("expected name or number");
        tokens.Next();
        return token.Kind == TokenKind.Name ? new AttributeAccess(owner, token.Text) : new ItemAccess(owner, new Literal(token.Number));
    }

    private Expression ParseSubscript(Expression owner)
    {
        if (!tokens.IsOperator(":"))
        {
            Expression key = expressions.ParseTuple();
            if (tokens.SkipOperator("]")) return new ItemAccess(owner, key);
            return ParseSlice(owner, key);
        }

        return ParseSlice(owner, null);
    }

    private SliceAccess ParseSlice(Expression owner, Expression? start)
    {
        tokens.ExpectOperator(":");
        Expression? stop = tokens.IsOperator(":") || tokens.IsOperator("]") ? null : expressions.Parse();
        Expression? step = !tokens.SkipOperator(":") || tokens.IsOperator("]") ? null : expressions.Parse();
        tokens.ExpectOperator("]");
        return new SliceAccess(owner, start, stop, step);
    }

    private Call ParseCall(Expression callee)
    {
        int line = tokens.Current.Line;
        return new Call(callee, ParseArguments(), line);
    }

    private ArgumentList ParseArguments()
    {
        var positional = new List<Expression>();
        var named = new List<KeyValuePair<string, Expression>>();
        Expression? surplus = null, surplusNamed = null;
        tokens.ExpectOperator("(");
        while (!tokens.IsOperator(")"))
        {
            bool isNamed = tokens.Current.Kind == TokenKind.Name && tokens.Ahead is { Kind: TokenKind.Operator, Text: "=" };
            if (surplusNamed is not null || (surplus is not null && (!isNamed && !tokens.IsOperator("**"))))
            {
                throw tokens.Error("invalid syntax for function call expression");
            }

            if (tokens.SkipOperator("**"))
            {
                surplusNamed = expressions.Parse();
            }
            else if (tokens.SkipOperator("*"))
            {
                surplus = expressions.Parse();
            }
            else if (isNamed)
            {
                string name = tokens.Next().Text;
                tokens.Next();
                named.Add(new(name, expressions.Parse()));
            }
            else
            {
                if (named.Count > 0) throw tokens.Error("invalid syntax for function call expression");
                positional.Add(expressions.Parse());
            }

            if (!tokens.SkipOperator(",")) break;
        }

        tokens.ExpectOperator(")");
        return new ArgumentList([.. positional], [.. named], surplus, surplusNamed);
    }

    private Expression ParseTest(Expression subject)
    {
        int line = tokens.Current.Line;
        bool negated = tokens.SkipName("not");
        string name = ParseDottedName();
        ArgumentList arguments = ArgumentList.Empty;
        if (tokens.IsOperator("("))
        {
            arguments = ParseArguments();
        }
        else if (StartsTestArgument())
        {
            if (tokens.IsName("is")) throw tokens.Error("You cannot chain multiple tests with is");
            arguments = new ArgumentList([ParsePostfix(Parse())], [], null, null);
        }

        var test = new TestCall(subject, name, arguments, line);
        return negated ? new Not(test) : test;
    }

    private bool StartsTestArgument() => tokens.Current.Kind switch
    {
        TokenKind.Name => tokens.Current.Text is not ("else" or "or" or "and"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        _ => tokens.IsOperator("[") || tokens.IsOperator("{"),
    };

    private string ParseDottedName()
    {
        string name = tokens.Expect(TokenKind.Name).Text;
        while (tokens.SkipOperator(".")) name += "." + tokens.Expect(TokenKind.Name).Text;
        return name;
    }
}
