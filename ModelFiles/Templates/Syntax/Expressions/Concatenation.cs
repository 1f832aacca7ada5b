using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

/// <summary><c>a ~ b ~ c</c>: the texts of all.</summary>
internal sealed class Concatenation(Expression[] parts) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        var texts = new string[parts.Length];
        long length = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            texts[i] = Representation.ToText(run, parts[i].Value(run, scope));
            length += texts[i].Length;
        }

        run.AllocateText(length);
        return string.Concat(texts);
    }
}
