using System.Runtime.CompilerServices;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Syntax;

/// <summary>A part of the template that has a value.</summary>
internal abstract class Expression
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public object? Value(Execution run, Scope scope)
    {
        run.Step();
        return Evaluate(run, scope);
    }

    protected abstract object? Evaluate(Execution run, Scope scope);
}
