using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Syntax.Expressions;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary><c>{% set x %}…{% endset %}</c>, perhaps through filters.</summary>
internal sealed class SetBlockStatement(AssignmentTarget target, FilterCall? filter, Statement[] body, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.RequireStack();
        string text = Capture.Text(run, body, new Scope(scope));
        target.Assign(run, scope, filter is null ? text : filter.Apply(run, scope, text));
        return Flow.Next;
    }
}
