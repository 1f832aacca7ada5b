using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed class JumpStatement(Flow flow, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope) => flow;
}
