using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Tests;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

/// <summary><c>value is name(arguments)</c>.</summary>
internal sealed class TestCall(Expression subject, string name, ArgumentList arguments, int line) : Expression
{
    private readonly Operation? _test = TestTable.Find(name);

    protected override object? Evaluate(Execution run, Scope scope)
    {
        run.RequireStack();
        object? value = subject.Value(run, scope);
        if (_test is null) throw run.Error($"No test named '{name}'.").At(line);
        return Booleans.Box(Truth.Of(_test.Invoke(run, value, arguments.Evaluate(run, scope))));
    }
}
