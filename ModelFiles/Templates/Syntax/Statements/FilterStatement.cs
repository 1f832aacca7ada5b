using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Syntax.Expressions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

internal sealed class FilterStatement(FilterCall filter, Statement[] body, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.RequireStack();
        string text = Capture.Text(run, body, new Scope(scope));
        run.Output.Append(Representation.ToText(run, filter.Apply(run, scope, text)));
        return Flow.Next;
    }
}
