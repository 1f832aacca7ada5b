using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class ItemAccess(Expression owner, Expression key) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        return Attributes.GetItem(run, owner.Value(run, scope), key.Value(run, scope));
    }
}
