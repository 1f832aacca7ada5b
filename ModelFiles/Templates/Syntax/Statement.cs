using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax;

/// <summary>A part of the template that writes text or sets variables.</summary>
internal abstract class Statement(int line)
{
    public int Line { get; } = line;

    public abstract Flow Execute(Execution run, Scope scope);

    public static Flow ExecuteAll(Statement[] body, Execution run, Scope scope)
    {
        foreach (Statement statement in body)
        {
            run.Step();
            run.Line = statement.Line;
            Flow flow = statement.Execute(run, scope);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }
}
