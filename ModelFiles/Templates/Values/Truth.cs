using System.Numerics;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's truth of a value.</summary>
internal static class Truth
{
    public static bool Of(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        Sequence sequence => sequence.Items.Length > 0,
        Mapping mapping => mapping.Count > 0,
        BigInteger => true,
        _ => true,
    };
}
