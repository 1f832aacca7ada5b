using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

internal sealed class MacroStatement(MacroDefinition definition, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.Allocate(64);
        scope.Set(definition.Name, new Macro(definition, scope));
        return Flow.Next;
    }
}
