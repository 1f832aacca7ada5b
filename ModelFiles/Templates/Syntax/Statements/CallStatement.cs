using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Syntax.Expressions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary><c>{% call macro() %}…{% endcall %}</c>: the macro can call the body as <c>caller()</c>.</summary>
internal sealed class CallStatement(Call call, MacroDefinition body, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.Output.Append(Representation.ToText(run, call.Invoke(run, scope, new Macro(body, scope))));
        return Flow.Next;
    }
}
