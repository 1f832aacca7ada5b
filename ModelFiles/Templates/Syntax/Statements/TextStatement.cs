using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary>Text of the template itself.</summary>
internal sealed class TextStatement(string text, int line) : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.Output.Append(text);
        return Flow.Next;
    }
}
