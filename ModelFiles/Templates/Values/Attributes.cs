using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Methods;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>
/// <c>a.b</c> and <c>a['b']</c>. The first prefers methods, the second items; both fall back to the other. Methods that would change
/// a value are not there: using one is an error.
/// </summary>
internal static class Attributes
{
    private const int MethodBytes = 48;

    public static object? Get(Execution run, object? owner, string name)
    {
        run.RequireDefined(owner);
        if (TryAttribute(run, owner, name, out object? value)) return value;
        return owner is Mapping mapping && mapping.TryGet(name, out value) ? value : run.Undefined(Undefined.Attribute(owner, name));
    }

    public static object? GetItem(Execution run, object? owner, object? key)
    {
        run.RequireDefined(owner);
        switch (owner)
        {
            case Mapping mapping:
                if (key is string textKey)
                {
                    if (mapping.TryGet(textKey, out object? item)) return item;
                }
                else if (KeyHash.IsHashable(key) && mapping.TryGet(key, out object? other))
                {
                    return other;
                }

                break;
            case Sequence { IsIndexable: true } sequence when Integers.TryGetLong(key, out long index):
                if (index < 0) index += sequence.Items.Length;
                return index >= 0 && index < sequence.Items.Length ? sequence.Items[index] : run.Undefined(Undefined.Element(owner));
            case string text when Integers.TryGetLong(key, out long index):
                run.ChargeText(text.Length);
                int length = CodePoints.Count(text);
                if (index < 0) index += length;
                return index >= 0 && index < length ? CodePoints.At(text, (int)index) : run.Undefined(Undefined.Element(owner));
        }

        if (key is not string name) return run.Undefined(Undefined.Element(owner));
        return TryAttribute(run, owner, name, out object? attribute) ? attribute : run.Undefined(Undefined.Attribute(owner, name));
    }

    private static bool TryAttribute(Execution run, object? owner, string name, out object? value)
    {
        value = null;
        if (owner is IAttributed attributed) return attributed.TryGetAttribute(name, out value);
        if (owner is Sequence { FieldNames: { Length: > 0 } fields } record && Array.IndexOf(fields, name) is int field and >= 0)
        {
            value = record.Items[field];
            return true;
        }

        OperationTable? methods = owner switch
        {
            string => StringMethods.Table,
            Mapping => MappingMethods.Table,
            Sequence { Kind: SequenceKind.List or SequenceKind.Tuple } => SequenceMethods.Table,
            _ => null,
        };
        if (methods is null) return false;
        if (methods.TryGet(name, out Operation? method))
        {
            run.Allocate(MethodBytes);
            value = new BoundMethod(method, owner);
        }
        else if (MutatingMethods.Contains(owner, name)) value = Undefined.Unsafe(owner, name);
        return value is not null;
    }
}
