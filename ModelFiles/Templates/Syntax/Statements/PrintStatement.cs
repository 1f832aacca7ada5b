using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

internal sealed class PrintStatement(Expression expression, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.Output.Append(Representation.ToText(run, expression.Value(run, scope)));
        return Flow.Next;
    }
}
