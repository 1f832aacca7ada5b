using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class Conditional(Expression test, Expression then, Expression? otherwise) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        if (Truth.Of(test.Value(run, scope))) return then.Value(run, scope);
        return otherwise is null
            ? run.Undefined(new Undefined("the inline if-expression evaluated to false and no else section was defined"))
            : otherwise.Value(run, scope);
    }
}
