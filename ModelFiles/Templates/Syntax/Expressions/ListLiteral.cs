using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class ListLiteral(Expression[] items, SequenceKind kind) : Expression
{
    public Expression[] Items { get; } = items;

    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        run.AllocateItems(Items.Length);
        var values = new object?[Items.Length];
        for (int i = 0; i < values.Length; i++) values[i] = Items[i].Value(run, scope);
        return new Sequence(values, kind);
    }
}
