using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Expressions;

internal sealed class Name(string name) : Expression
{
    public string Identifier { get; } = name;

    protected override object? Evaluate(Execution run, Scope scope) =>
        scope.TryGet(Identifier, out object? value) || GlobalFunctions.TryGet(Identifier, out value) ? value : run.Undefined(Undefined.Name(Identifier));
}
