using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class Call(Expression callee, ArgumentList arguments, int line) : Expression
{
    protected override object? Evaluate(Execution run, Scope scope) => Invoke(run, scope, null);

    /// <summary>Calls; a call block gives its body as the argument <c>caller</c>.</summary>
    public object? Invoke(Execution run, Scope scope, Macro? caller)
    {
        run.RequireStack();
        object? function = callee.Value(run, scope);
        run.RequireDefined(function);
        if (function is not Callable callable) throw run.Error($"'{TypeNames.Of(function)}' object is not callable").At(line);
        CallArguments values = arguments.Evaluate(run, scope);
        if (caller is not null) values = new CallArguments(values.Positional, [.. values.Named, new(Lexing.WellKnownNames.Caller, caller)]);
        run.Line = line;
        return callable.Call(run, values);
    }
}
