using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

internal sealed class SetStatement(AssignmentTarget target, Expression value, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        target.Assign(run, scope, value.Value(run, scope));
        return Flow.Next;
    }
}
