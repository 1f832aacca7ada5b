using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

/// <summary><c>and</c> and <c>or</c>: the value that decided, as in Python.</summary>
internal sealed class Logical(bool stopsAt, Expression left, Expression right) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        object? value = left.Value(run, scope);
        return Truth.Of(value) == stopsAt ? value : right.Value(run, scope);
    }
}
