using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>Gives nothing the first time and its separator from then on.</summary>
internal sealed class Joiner(object? separator) : Callable
{
    private bool _used;

    public override object? Call(Execution run, CallArguments arguments)
    {
        bool first = !_used;
        _used = true;
        return first ? "" : separator;
    }
}
