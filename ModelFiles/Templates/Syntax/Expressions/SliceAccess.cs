using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class SliceAccess(Expression owner, Expression? start, Expression? stop, Expression? step) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        object? value = owner.Value(run, scope);
        return Slicing.Slice(run, value, start?.Value(run, scope), stop?.Value(run, scope), step?.Value(run, scope));
    }
}
