using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Syntax.Statements;

/// <summary>What a value can be assigned to.</summary>
internal abstract class AssignmentTarget
{
    public abstract void Assign(Execution run, Scope scope, object? value);
}

internal sealed class NameTarget(string name) : AssignmentTarget
{
    public override void Assign(Execution run, Scope scope, object? value) => scope.Set(name, value);
}

internal sealed class AttributeTarget(string owner, string attribute) : AssignmentTarget
{
    public override void Assign(Execution run, Scope scope, object? value)
    {
        if (!scope.TryGet(owner, out object? space)) throw run.Error(Undefined.Name(owner).Message);
        if (space is not NamespaceValue target) throw run.Error("cannot assign attribute on non-namespace object");
        run.Allocate(48);
        target.Attributes[attribute] = value;
    }
}

internal sealed class TupleTarget(AssignmentTarget[] targets) : AssignmentTarget
{
    public override void Assign(Execution run, Scope scope, object? value)
    {
        object?[] items = Iteration.Items(run, value);
        if (items.Length < targets.Length) throw run.Error($"not enough values to unpack (expected {targets.Length}, got {items.Length})");
        if (items.Length > targets.Length) throw run.Error($"too many values to unpack (expected {targets.Length})");
        for (int i = 0; i < targets.Length; i++) targets[i].Assign(run, scope, items[i]);
    }
}
