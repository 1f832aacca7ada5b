using Inference.ModelFiles.Templates.Syntax;

namespace Inference.ModelFiles.Templates.Evaluation;

/// <summary>Renders a block to a text of its own.</summary>
internal static class Capture
{
    public static string Text(Execution run, Statement[] body, Scope scope)
    {
        OutputBuffer outer = run.Output;
        var inner = new OutputBuffer(run);
        run.Output = inner;
        int line = run.Line;
        Statement.ExecuteAll(body, run, scope);
        run.Line = line;
        run.Output = outer;
        return inner.ToString();
    }
}
