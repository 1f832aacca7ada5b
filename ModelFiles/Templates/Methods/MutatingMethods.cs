using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

/// <summary>Methods that exist in Python and that the sandbox keeps from templates because they change a value.</summary>
internal static class MutatingMethods
{
    public static bool Contains(object? owner, string name) => owner switch
    {
        Mapping => name is "clear" or "pop" or "popitem" or "setdefault" or "update",
        Sequence { Kind: SequenceKind.List } => name is "append" or "clear" or "pop" or "reverse" or "insert" or "sort" or "extend" or "remove",
        _ => false,
    };
}
