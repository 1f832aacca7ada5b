using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class BinaryOperator(string symbol, Expression left, Expression right) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        return Arithmetic.Apply(run, symbol, left.Value(run, scope), right.Value(run, scope));
    }
}
