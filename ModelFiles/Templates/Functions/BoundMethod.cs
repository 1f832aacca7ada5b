using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>An operation together with the value it belongs to; for a global function, with none.</summary>
internal sealed class BoundMethod(Operation operation, object? owner) : Callable
{
    public override object? Call(Execution run, CallArguments arguments) => operation.Invoke(run, owner, arguments);
}
