using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>Arguments in the order of their signature, read with the type that the operation wants.</summary>
internal readonly struct BoundArguments(Execution run, string operation, object?[] values)
{
    public object? this[int index] => values[index];

    public bool Has(int index) => values[index] is not Missing;

    public object? Or(int index, object? fallback) => Has(index) ? values[index] : fallback;

    public bool Flag(int index, bool fallback = false) => Has(index) ? Truth.Of(values[index]) : fallback;

    /// <summary>A text; null where the argument is missing or none.</summary>
    public string? OptionalText(int index)
    {
        if (!Has(index) || values[index] is null) return null;
        return Text(index);
    }

    public string Text(int index)
    {
        run.RequireDefined(values[index]);
        return values[index] as string ?? throw run.Error($"{operation}() wants a str, not '{TypeNames.Of(values[index])}'");
    }

    /// <summary>An integer, clamped to 32 bits; the fallback where the argument is missing or none.</summary>
    public int Integer(int index, int fallback)
    {
        if (!Has(index) || values[index] is null) return fallback;
        run.RequireDefined(values[index]);
        if (Integers.TryGetLong(values[index], out long number)) return (int)Math.Clamp(number, -int.MaxValue, int.MaxValue);
        if (values[index] is BigInteger big) return big.Sign * int.MaxValue;
        throw run.Error($"{operation}() wants an int, not '{TypeNames.Of(values[index])}'");
    }
}
