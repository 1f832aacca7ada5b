namespace Inference.ModelFiles.Gguf;

/// <summary>The type of a metadata value; the numbers are those in the file.</summary>
public enum GgufValueType
{
    UInt8 = 0,
    Int8 = 1,
    UInt16 = 2,
    Int16 = 3,
    UInt32 = 4,
    Int32 = 5,
    Float32 = 6,
    Bool = 7,
    Text = 8,
    Array = 9,
    UInt64 = 10,
    Int64 = 11,
    Float64 = 12,
}

internal static class GgufValueTypes
{
    /// <summary>Bytes of one value; 0 for texts and arrays, whose size is in the file.</summary>
    public static int FixedSize(this GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };

    /// <summary>The least that one value takes in a file: its fixed size, the length of a text, the type and count of an array.</summary>
    public static int SmallestSize(this GgufValueType type) => type switch
    {
        GgufValueType.Text => 8,
        GgufValueType.Array => 12,
        _ => type.FixedSize(),
    };

    public static bool IsInteger(this GgufValueType type) => type is
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.UInt16 or GgufValueType.Int16 or
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.UInt64 or GgufValueType.Int64;

    public static bool IsNumber(this GgufValueType type) =>
        type.IsInteger() || type is GgufValueType.Float32 or GgufValueType.Float64;

    /// <summary>As the specification spells it.</summary>
    public static string Name(this GgufValueType type) => type switch
    {
        GgufValueType.Text => "string",
        _ => type.ToString().ToLowerInvariant(),
    };
}
