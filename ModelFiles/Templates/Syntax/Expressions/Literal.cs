using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class Literal(object? value) : Expression
{
    public object? Constant { get; } = value;

    protected override object? Evaluate(Execution run, Scope scope) => Constant;
}
