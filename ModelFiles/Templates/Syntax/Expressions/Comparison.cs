using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

/// <summary>A chain of comparisons: <c>a &lt; b &lt; c</c> is <c>a &lt; b and b &lt; c</c>.</summary>
internal sealed class Comparison(Expression first, KeyValuePair<string, Expression>[] rest) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        object? left = first.Value(run, scope);
        foreach ((string symbol, Expression operand) in rest)
        {
            object? right = operand.Value(run, scope);
            if (!Holds(run, symbol, left, right)) return Booleans.Box(false);
            left = right;
        }

        return Booleans.Box(true);
    }

    private static bool Holds(Execution run, string symbol, object? left, object? right) => symbol switch
    {
        "==" => Equality.AreEqual(run, left, right),
        "!=" => !Equality.AreEqual(run, left, right),
        "in" => Iteration.Contains(run, right, left),
        "not in" => !Iteration.Contains(run, right, left),
        _ => Ordering.Holds(run, left, right, symbol),
    };
}
