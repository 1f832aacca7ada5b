using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class AttributeAccess(Expression owner, string name) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        return Attributes.Get(run, owner.Value(run, scope), name);
    }
}
