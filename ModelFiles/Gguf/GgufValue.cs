using System.Buffers.Binary;
using System.Text;
using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Gguf;

/// <summary>
/// One metadata value, decoded from the mapped file each time it is asked for, and not kept. A value of another type than the
/// one asked for, or out of its range, is a <see cref="ModelFileException"/> naming file, key and both types. Invalid UTF-8
/// in a text becomes U+FFFD.
/// </summary>
public sealed class GgufValue
{
    private const int ArrayHeaderBytes = 12;

    /// <summary>Longer texts are refused when asked for: no template or token is this long.</summary>
    private const int MaxTextBytes = 256 << 20;

    private readonly string _key;
    private readonly MappedBytes _bytes;

    internal GgufValue(string key, GgufValueType type, MappedBytes bytes)
    {
        _key = key;
        _bytes = bytes;
        Type = type;
        if (type != GgufValueType.Array) return;
        ElementType = (GgufValueType)BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span(0, 4));
        Count = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span(4, 8));
    }

    public GgufValueType Type { get; }

    public bool IsArray => Type == GgufValueType.Array;

    /// <summary>The type of an array's elements; null for what is not an array.</summary>
    public GgufValueType? ElementType { get; }

    /// <summary>The number of an array's elements; 1 for what is not an array.</summary>
    public long Count { get; } = 1;

    /// <summary>
    /// The type as the specification spells it, for arrays with the elements' type and count: <c>array of 32000 string</c>.
    /// </summary>
    public string TypeName => IsArray ? $"array of {Count} {ElementType!.Value.Name()}" : Type.Name();

    public string Text() => Type == GgufValueType.Text ? TextAt(0, out _) : throw Wrong("string");

    /// <summary>Any integer type, as long as the value fits.</summary>
    public long Integer() => Type.IsInteger() ? IntegerAt(Type, 0) : throw Wrong("an integer");

    /// <summary>Any number, integers included.</summary>
    public double Number() => Type.IsNumber() ? NumberAt(Type, 0) : throw Wrong("a number");

    public bool Flag()
    {
        if (Type != GgufValueType.Bool) throw Wrong("bool");
        byte value = _bytes.Span(0, 1)[0];
        return value <= 1 ? value == 1 : throw Problem($"is a bool with the value {value}, only 0 and 1 are allowed");
    }

    public string[] Texts()
    {
        if (ElementType != GgufValueType.Text) throw Wrong("an array of string");
        string[] texts = new string[ArrayLength()];
        long offset = ArrayHeaderBytes;
        for (int i = 0; i < texts.Length; i++) texts[i] = TextAt(offset, out offset);
        return texts;
    }

    public float[] Numbers()
    {
        if (ElementType is not GgufValueType type || !type.IsNumber()) throw Wrong("an array of numbers");
        float[] numbers = new float[ArrayLength()];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = (float)NumberAt(type, ElementOffset(type, i));
        return numbers;
    }

    public int[] Integers()
    {
        if (ElementType is not GgufValueType type || !type.IsInteger()) throw Wrong("an array of integers");
        int[] integers = new int[ArrayLength()];
        for (int i = 0; i < integers.Length; i++)
        {
            long value = IntegerAt(type, ElementOffset(type, i));
            integers[i] = value is >= int.MinValue and <= int.MaxValue
                ? (int)value
                : throw Problem($"element {i} is {value}, which does not fit 32 bits");
        }

        return integers;
    }

    /// <summary>An array's elements one by one, whatever their type; arrays may hold arrays.</summary>
    public IEnumerable<GgufValue> Elements()
    {
        if (ElementType is not GgufValueType type) throw Wrong("an array");
        GgufCursor cursor = new(_bytes.Slice(ArrayHeaderBytes, _bytes.Length - ArrayHeaderBytes), new ProblemList(FilePath));
        for (long i = 0; i < Count; i++) yield return new GgufValue(_key, type, cursor.Value(type, _key));
    }

    /// <summary>The value for a reader: texts as they are, of an array the first elements.</summary>
    public string Describe(int maxElements = 8)
    {
        if (Type == GgufValueType.Text) return Text();
        if (Type == GgufValueType.Bool) return Flag() ? "true" : "false";
        if (Type.IsInteger()) return Type == GgufValueType.UInt64 ? UInt64At(0).ToString() : Integer().ToString();
        if (Type == GgufValueType.Float32) return ((float)Number()).ToString();
        if (Type == GgufValueType.Float64) return Number().ToString();
        string elements = string.Join(", ", Elements().Take(maxElements).Select(element => element.Describe(maxElements)));
        return Count > maxElements ? $"[{elements}, … {Count} in all]" : $"[{elements}]";
    }

    public override string ToString() => Describe();

    private string FilePath => _bytes.File!.Path;

    private static long ElementOffset(GgufValueType type, int index) => ArrayHeaderBytes + (long)index * type.FixedSize();

    private string TextAt(long offset, out long end)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(_bytes.Span(offset, 8));
        if (length > MaxTextBytes) throw Problem($"is a string of {length} bytes, at most {MaxTextBytes} are read");
        end = offset + 8 + length;
        return Encoding.UTF8.GetString(_bytes.Span(offset + 8, (int)length));
    }

    private ulong UInt64At(long offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Span(offset, 8));

    private long IntegerAt(GgufValueType type, long offset)
    {
        ReadOnlySpan<byte> bytes = _bytes.Span(offset, type.FixedSize());
        return type switch
        {
            GgufValueType.UInt8 => bytes[0],
            GgufValueType.Int8 => (sbyte)bytes[0],
            GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            GgufValueType.UInt64 when UInt64At(offset) > long.MaxValue =>
                throw Problem($"is {UInt64At(offset)}, which does not fit 64 bits with a sign"),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
    }

    private double NumberAt(GgufValueType type, long offset) => type switch
    {
        GgufValueType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(_bytes.Span(offset, 4)),
        GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(_bytes.Span(offset, 8)),
        GgufValueType.UInt64 => UInt64At(offset),
        _ => IntegerAt(type, offset),
    };

    private int ArrayLength() => Count <= Array.MaxLength
        ? (int)Count
        : throw Problem($"is an array of {Count} elements, too many to read at once");

    private ModelFileException Wrong(string expected) => Problem($"is {TypeName} where {expected} is expected");

    private ModelFileException Problem(string message) => new(FilePath, _key, message);
}
