using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Filters;
using Inference.ModelFiles.Templates.Functions;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

/// <summary><c>value | name(arguments)</c>; without a value where it heads a filter block.</summary>
internal sealed class FilterCall(Expression? subject, string name, ArgumentList arguments, int line) : Expression
{
    private readonly Operation? _filter = FilterTable.Find(name);

    protected override object? Evaluate(Execution run, Scope scope) => Apply(run, scope, "");

    /// <summary>Applies the chain of filters to a text, which takes the place of the value that is not there.</summary>
    public object? Apply(Execution run, Scope scope, string text)
    {
        run.RequireStack();
        run.Step();
        object? value = subject is FilterCall inner ? inner.Apply(run, scope, text) : subject is null ? text : subject.Value(run, scope);
        if (_filter is null) throw run.Error($"No filter named '{name}'.").At(line);
        return _filter.Invoke(run, value, arguments.Evaluate(run, scope));
    }
}
