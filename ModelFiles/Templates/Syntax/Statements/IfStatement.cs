using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

internal sealed class IfStatement(KeyValuePair<Expression, Statement[]>[] branches, Statement[] otherwise, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.RequireStack();
        foreach ((Expression test, Statement[] body) in branches)
        {
            if (Truth.Of(test.Value(run, scope))) return ExecuteAll(body, run, scope);
        }

        return ExecuteAll(otherwise, run, scope);
    }
}
