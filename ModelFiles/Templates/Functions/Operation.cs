using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>What the interpreter itself can do to a value: a filter, a test, a method or (without a value) a function.</summary>
internal sealed class Operation
{
    private readonly Func<Execution, object?, CallArguments, object?> _body;

    public Operation(string name, string parameters, Func<Execution, object?, BoundArguments, object?> body)
    {
        Name = name;
        var signature = new Signature(parameters);
        _body = (run, subject, arguments) => body(run, subject, signature.Bind(run, name, arguments));
    }

    public Operation(string name, Func<Execution, object?, CallArguments, object?> body)
    {
        Name = name;
        _body = body;
    }

    public string Name { get; }

    public object? Invoke(Execution run, object? subject, CallArguments arguments) => _body(run, subject, arguments);
}
