using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

/// <summary>The arguments of a call as written, with <c>*list</c> and <c>**mapping</c>.</summary>
internal sealed class ArgumentList(
    Expression[] positional, KeyValuePair<string, Expression>[] named, Expression? surplus, Expression? surplusNamed)
{
    public static ArgumentList Empty { get; } = new([], [], null, null);

    public CallArguments Evaluate(Execution run, Scope scope)
    {
        if (positional.Length + named.Length == 0 && surplus is null && surplusNamed is null) return CallArguments.None;
        var values = new object?[positional.Length];
        for (int i = 0; i < values.Length; i++) values[i] = positional[i].Value(run, scope);
        var pairs = new KeyValuePair<string, object?>[named.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = new(named[i].Key, named[i].Value.Value(run, scope));
        if (surplus is not null) values = [.. values, .. run.Track(Iteration.Items(run, surplus.Value(run, scope)))];
        if (surplusNamed is not null) pairs = [.. pairs, .. Pairs(run, surplusNamed.Value(run, scope))];
        return new CallArguments(values, pairs);
    }

    private static KeyValuePair<string, object?>[] Pairs(Execution run, object? value)
    {
        run.RequireDefined(value);
        if (value is not Mapping mapping) throw run.Error($"argument after ** must be a mapping, not {TypeNames.Of(value)}");
        run.AllocateItems(mapping.Count);
        return
        [
            .. mapping.Entries.Select(entry =>
                KeyValuePair.Create(entry.Key as string ?? throw run.Error("keywords must be strings"), entry.Value)),
        ];
    }
}
