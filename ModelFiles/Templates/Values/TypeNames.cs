using System.Numerics;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's names of types, for messages.</summary>
internal static class TypeNames
{
    public static string Of(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        Mapping => "dict",
        Generator => "generator",
        Undefined => "Undefined",
        Sequence sequence => sequence.Kind switch
        {
            SequenceKind.List => "list",
            SequenceKind.Tuple => "tuple",
            SequenceKind.Range => "range",
            SequenceKind.Keys => "dict_keys",
            SequenceKind.Values => "dict_values",
            _ => "dict_items",
        },
        NamespaceValue => "Namespace",
        _ => "function",
    };
}
