using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary>A loop. Every turn has a scope of its own: what it sets is gone in the next.</summary>
internal sealed class ForStatement(
    AssignmentTarget target, Expression iterable, Expression? filter, bool isRecursive, Statement[] body, Statement[] otherwise, int line)
    : Statement(line)
{
    public override Flow Execute(Execution run, Scope scope)
    {
        run.RequireStack();
        Render(run, scope, iterable.Value(run, scope), 0);
        return Flow.Next;
    }

    private void Render(Execution run, Scope scope, object? value, int depth)
    {
        object?[] items = Iteration.Items(run, value);
        if (filter is not null) items = Select(run, scope, items);
        if (items.Length == 0)
        {
            ExecuteAll(otherwise, run, new Scope(scope));
            return;
        }

        var loop = new LoopValue(items, depth, isRecursive ? (inner, level) => Recurse(run, scope, inner, level) : null);
        for (int i = 0; i < items.Length; i++)
        {
            run.Step();
            loop.Index = i;
            var turn = new Scope(scope);
            turn.Set(WellKnownNames.Loop, loop);
            target.Assign(run, turn, items[i]);
            if (ExecuteAll(body, run, turn) == Flow.Break) break;
        }
    }

    private object?[] Select(Execution run, Scope scope, object?[] items)
    {
        var selected = new List<object?>();
        foreach (object? item in items)
        {
            var turn = new Scope(scope);
            target.Assign(run, turn, item);
            if (Truth.Of(filter!.Value(run, turn))) selected.Add(item);
        }

        return run.Track([.. selected]);
    }

    private string Recurse(Execution run, Scope scope, object? value, int depth)
    {
        run.Enter();
        OutputBuffer outer = run.Output;
        var inner = new OutputBuffer(run);
        run.Output = inner;
        Render(run, scope, value, depth);
        run.Output = outer;
        run.Leave();
        return inner.ToString();
    }
}
