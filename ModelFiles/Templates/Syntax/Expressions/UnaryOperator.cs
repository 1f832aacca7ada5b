using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class UnaryOperator(string symbol, Expression operand) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        object? value = operand.Value(run, scope);
        return symbol == "-" ? Arithmetic.Negate(run, value) : Arithmetic.Plus(run, value);
    }
}
