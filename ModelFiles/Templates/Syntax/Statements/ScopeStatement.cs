using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary>A block that only has a scope of its own: <c>with</c>, <c>generation</c>, <c>autoescape</c>, <c>block</c>.</summary>
internal sealed class ScopeStatement(KeyValuePair<AssignmentTarget, Expression>[] assignments, Statement[] body, bool seesRootOnly, int line)
    : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.RequireStack();
        var inner = new Scope(seesRootOnly ? scope.Root : scope);
        foreach ((AssignmentTarget target, Expression value) in assignments) target.Assign(run, inner, value.Value(run, scope));
        return ExecuteAll(body, run, inner);
    }
}
