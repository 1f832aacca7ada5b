using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>A value that can be called.</summary>
internal abstract class Callable
{
    public abstract object? Call(Execution run, CallArguments arguments);
}
