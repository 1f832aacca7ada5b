using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class MappingLiteral(KeyValuePair<Expression, Expression>[] entries) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        run.AllocateItems(3 + (entries.Length * 2L));
        var mapping = new Mapping(entries.Length);
        foreach ((Expression key, Expression value) in entries)
        {
            mapping[run.RequireKey(key.Value(run, scope))] = value.Value(run, scope);
        }

        return mapping;
    }
}
