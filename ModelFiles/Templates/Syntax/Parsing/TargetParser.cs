using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Syntax.Statements;

namespace Inference.ModelFiles.Templates.Syntax.Parsing;

/// <summary>What stands left of '=' or <c>in</c>: names, tuples of them, attributes of namespaces.</summary>
internal sealed class TargetParser(TokenReader tokens)
{
    public AssignmentTarget Parse(string? endName = null, bool withAttributes = false)
    {
        tokens.Enter();
        var targets = new List<AssignmentTarget>();
        bool isTuple = false;
        while (targets.Count == 0 || !IsEnd(endName))
        {
            targets.Add(ParseOne(withAttributes));
            if (!tokens.SkipOperator(",")) break;
            isTuple = true;
        }

        tokens.Leave();
        return isTuple ? new TupleTarget([.. targets]) : targets[0];
    }

    private AssignmentTarget ParseOne(bool withAttributes)
    {
        if (tokens.SkipOperator("("))
        {
            AssignmentTarget inner = Parse(null, withAttributes);
            tokens.ExpectOperator(")");
            return inner;
        }

        Token name = tokens.Expect(TokenKind.Name);
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
        {
            throw new TemplateException(TemplateErrorKind.Syntax, $"can't assign to '{name.Text}'", name.Line, name.Column);
        }

        return withAttributes && tokens.SkipOperator(".")
            ? new AttributeTarget(name.Text, tokens.Expect(TokenKind.Name).Text)
            : new NameTarget(name.Text);
    }

    private bool IsEnd(string? endName) =>
        tokens.Current.Kind == TokenKind.BlockEnd || tokens.IsOperator(")") || tokens.IsOperator("=") || (endName is not null && tokens.IsName(endName));
}
