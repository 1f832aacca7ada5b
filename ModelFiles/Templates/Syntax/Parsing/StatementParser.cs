using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Syntax.Expressions;
using Inference.ModelFiles.Templates.Syntax.Statements;

namespace Inference.ModelFiles.Templates.Syntax.Parsing;

/// <summary>Statements: text, <c>{{ … }}</c> and every <c>{% … %}</c>.</summary>
internal sealed class StatementParser
{
    private readonly TokenReader _tokens;
    private readonly HashSet<string> _specialNamesRead = [];
    private readonly ExpressionParser _expressions;
    private readonly TargetParser _targets;
    private readonly Stack<string> _openTags = new();
    private int _loops;

    private StatementParser(TokenReader tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens, _specialNamesRead);
        _targets = new TargetParser(tokens);
    }

    public static Statement[] Parse(string source, TemplateLimits limits)
    {
        var reader = new TokenReader(TemplateLexer.Tokenize(source), limits.MaxDepth);
        return new StatementParser(reader).ParseBody([]);
    }

    /// <summary>Statements up to a block that starts with one of the end tags, which is then the current token.</summary>
    private Statement[] ParseBody(string[] endTags)
    {
        _tokens.Enter();
        var body = new List<Statement>();
        while (_tokens.Current.Kind != TokenKind.End)
        {
            Token token = _tokens.Next();
            if (token.Kind == TokenKind.Data)
            {
                body.Add(new TextStatement(token.Text, token.Line));
            }
            else if (token.Kind == TokenKind.VariableBegin)
            {
                body.Add(new PrintStatement(_expressions.ParseTuple(), token.Line));
                _tokens.Expect(TokenKind.VariableEnd);
            }
            else
            {
                if (_tokens.Current.Kind == TokenKind.Name && endTags.Contains(_tokens.Current.Text))
                {
                    _tokens.Leave();
                    return [.. body];
                }

                body.AddRange(ParseStatement());
                _tokens.Expect(TokenKind.BlockEnd);
            }
        }

        if (endTags.Length > 0) throw _tokens.Error($"Unexpected end of template: '{_openTags.Peek()}' needs {Alternatives(endTags)}");
        _tokens.Leave();
        return [.. body];
    }

    /// <summary>The rest of a tag, then its body.</summary>
    private Statement[] ParseBlock(params string[] endTags)
    {
        _tokens.SkipOperator(":");
        _tokens.Expect(TokenKind.BlockEnd);
        return ParseBody(endTags);
    }

    private Statement[] ParseBlockAndEnd(string endTag)
    {
        Statement[] body = ParseBlock(endTag);
        _tokens.Next();
        return body;
    }

    private Statement[] ParseStatement()
    {
        if (_tokens.Current.Kind != TokenKind.Name) throw _tokens.Error("tag name expected");
        Token tag = _tokens.Current;
        if (tag.Text is "include" or "import" or "from" or "extends")
        {
            throw _tokens.Error($"'{tag.Text}' is not supported: a chat template is one file");
        }

        _openTags.Push(tag.Text);
        _tokens.Next();
        Statement[] statements = tag.Text == "print" ? ParsePrint(tag.Line) : [ParseStatement(tag)];
        _openTags.Pop();
        return statements;
    }

    private Statement ParseStatement(Token tag) => tag.Text switch
    {
        "for" => ParseFor(tag.Line),
        "if" => ParseIf(tag.Line),
        "set" => ParseSet(tag.Line),
        "macro" => ParseMacro(tag.Line),
        "call" => ParseCall(tag.Line),
        "filter" => new FilterStatement(ParseFilters(_expressions.Primary.ParseFilter(null)), ParseBlockAndEnd("endfilter"), tag.Line),
        "with" => ParseWith(tag.Line),
        "block" => ParseNamedBlock(tag.Line),
        "generation" => new ScopeStatement([], ParseBlockAndEnd("endgeneration"), seesRootOnly: false, tag.Line),
        "autoescape" => ParseAutoescape(tag.Line),
        "break" when _loops > 0 => new JumpStatement(Flow.Break, tag.Line),
        "continue" when _loops > 0 => new JumpStatement(Flow.Continue, tag.Line),
        _ => throw new TemplateException(TemplateErrorKind.Syntax, $"Encountered unknown tag '{tag.Text}'.", tag.Line, tag.Column),
    };

    private ForStatement ParseFor(int line)
    {
        AssignmentTarget target = _targets.Parse(endName: "in");
        if (!_tokens.SkipName("in")) throw _tokens.Error($"expected 'in', got {_tokens.Current.Describe()}");
        Expression iterable = _expressions.ParseTuple(withConditional: false, endName: "recursive");
        Expression? filter = _tokens.SkipName("if") ? _expressions.Parse() : null;
        bool isRecursive = _tokens.SkipName("recursive");
        _loops++;
        Statement[] body = ParseBlock("endfor", "else");
        _loops--;
        Statement[] otherwise = _tokens.Next().Text == "else" ? ParseBlockAndEnd("endfor") : [];
        return new ForStatement(target, iterable, filter, isRecursive, body, otherwise, line);
    }

    private IfStatement ParseIf(int line)
    {
        var branches = new List<KeyValuePair<Expression, Statement[]>>();
        do
        {
            Expression test = _expressions.ParseTuple(withConditional: false);
            branches.Add(new(test, ParseBlock("elif", "else", "endif")));
        }
        while (_tokens.SkipName("elif"));
        Statement[] otherwise = _tokens.Next().Text == "else" ? ParseBlockAndEnd("endif") : [];
        return new IfStatement([.. branches], otherwise, line);
    }

    private Statement ParseSet(int line)
    {
        AssignmentTarget target = _targets.Parse(withAttributes: true);
        if (_tokens.SkipOperator("=")) return new SetStatement(target, _expressions.ParseTuple(), line);
        FilterCall? filter = _tokens.SkipOperator("|") ? ParseFilters(_expressions.Primary.ParseFilter(null)) : null;
        return new SetBlockStatement(target, filter, ParseBlockAndEnd("endset"), line);
    }

    private FilterCall ParseFilters(FilterCall filter)
    {
        while (_tokens.SkipOperator("|")) filter = _expressions.Primary.ParseFilter(filter);
        return filter;
    }

    private MacroStatement ParseMacro(int line)
    {
        string name = _tokens.Expect(TokenKind.Name).Text;
        return new MacroStatement(ParseDefinition(name, ParseParameters(), "endmacro"), line);
    }

    private CallStatement ParseCall(int line)
    {
        MacroParameter[] parameters = _tokens.IsOperator("(") ? ParseParameters() : [];
        if (_expressions.Parse() is not Call call) throw _tokens.Error("expected call");
        return new CallStatement(call, ParseDefinition(WellKnownNames.Caller, parameters, "endcall"), line);
    }

    private MacroDefinition ParseDefinition(string name, MacroParameter[] parameters, string endTag)
    {
        string[] before = [.. _specialNamesRead];
        _specialNamesRead.Clear();
        int loops = _loops;
        _loops = 0;
        Statement[] body = ParseBlockAndEnd(endTag);
        _loops = loops;
        var definition = new MacroDefinition(
            name,
            parameters,
            body,
            _specialNamesRead.Contains(WellKnownNames.VarArgs),
            _specialNamesRead.Contains(WellKnownNames.KwArgs),
            _specialNamesRead.Contains(WellKnownNames.Caller));
        _specialNamesRead.UnionWith(before);
        return definition;
    }

    private MacroParameter[] ParseParameters()
    {
        var parameters = new List<MacroParameter>();
        _tokens.ExpectOperator("(");
        while (!_tokens.IsOperator(")"))
        {
            if (parameters.Count > 0) _tokens.ExpectOperator(",");
            string name = _tokens.Expect(TokenKind.Name).Text;
            Expression? fallback = _tokens.SkipOperator("=") ? _expressions.Parse() : null;
            if (fallback is null && parameters.Exists(parameter => parameter.Default is not null))
            {
                throw _tokens.Error("non-default argument follows default argument");
            }

            parameters.Add(new MacroParameter(name, fallback));
        }

        _tokens.ExpectOperator(")");
        return [.. parameters];
    }

    private ScopeStatement ParseWith(int line)
    {
        var assignments = new List<KeyValuePair<AssignmentTarget, Expression>>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0) _tokens.ExpectOperator(",");
            AssignmentTarget target = _targets.Parse();
            _tokens.ExpectOperator("=");
            assignments.Add(new(target, _expressions.Parse()));
        }

        return new ScopeStatement([.. assignments], ParseBlockAndEnd("endwith"), seesRootOnly: false, line);
    }

    private ScopeStatement ParseNamedBlock(int line)
    {
        string name = _tokens.Expect(TokenKind.Name).Text;
        bool isScoped = _tokens.SkipName("scoped");
        _tokens.SkipName("required");
        Statement[] body = ParseBlockAndEnd("endblock");
        _tokens.SkipName(name);
        return new ScopeStatement([], body, seesRootOnly: !isScoped, line);
    }

    private ScopeStatement ParseAutoescape(int line)
    {
        _expressions.Parse();
        return new ScopeStatement([], ParseBlockAndEnd("endautoescape"), seesRootOnly: false, line);
    }

    private Statement[] ParsePrint(int line)
    {
        var prints = new List<Statement>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (prints.Count > 0) _tokens.ExpectOperator(",");
            prints.Add(new PrintStatement(_expressions.Parse(), line));
        }

        return [.. prints];
    }

    private static string Alternatives(string[] tags) => string.Join(" or ", tags.Select(tag => $"'{tag}'"));
}
