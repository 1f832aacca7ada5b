using System.Text;
using Inference.Kernels.Formats;

namespace Inference.Support;

/// <summary>
/// Writes GGUF files for tests. Metadata values are what C# has: numbers, bool, string, arrays of these and arrays of arrays. Counts, types
/// and offsets can be set to values that are wrong.
/// </summary>
public sealed class GgufWriter
{
    private readonly List<(string Key, object Value)> _metadata = [];
    private readonly List<(string Name, ulong[] Dimensions, uint Type, ulong Offset)> _tensors = [];
    private readonly List<Action<Stream>> _data = [];
    private long _dataLength;

    public uint Version { get; init; } = 3;

    /// <summary>Written as <c>general.alignment</c> where it is not the default.</summary>
    public int Alignment { get; init; } = 32;

    /// <summary>Instead of the true count.</summary>
    public ulong? TensorCount { get; init; }

    /// <summary>Instead of the true count.</summary>
    public ulong? MetadataCount { get; init; }

    public GgufWriter Add(string key, object value)
    {
        _metadata.Add((key, value));
        return this;
    }

    /// <param name="shape">Row-major, as in Hugging Face files; the file gets it reversed.</param>
    public GgufWriter AddTensor(string name, ElementType type, long[] shape, ReadOnlySpan<byte> data)
    {
        byte[] copy = data.ToArray();
        return AddTensor(name, type, shape, copy.Length, stream => stream.Write(copy));
    }

    /// <summary>A tensor whose data is not made before it is written.</summary>
    /// <param name="length">How many bytes <paramref name="write"/> writes.</param>
    public GgufWriter AddTensor(string name, ElementType type, long[] shape, long length, Action<Stream> write)
    {
        AddRawTensor(name, [.. shape.Reverse().Select(dimension => (ulong)dimension)], TypeNumber(type), (ulong)_dataLength);
        AddData(length, write);
        int padding = (int)((Alignment - (_dataLength % Alignment)) % Alignment);
        return padding == 0 ? this : AddTensorData(padding);
    }

    /// <summary>An entry in the table as it is, with no data of its own.</summary>
    public GgufWriter AddRawTensor(string name, ulong[] fileDimensions, uint type, ulong offset)
    {
        _tensors.Add((name, fileDimensions, type, offset));
        return this;
    }

    /// <summary>Data that no entry of the table was written for.</summary>
    public GgufWriter AddTensorData(int length) => AddData(length, stream => stream.Write(new byte[length]));

    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        WriteTo(stream);
        return stream.ToArray();
    }

    public void WriteTo(Stream stream)
    {
        if (Alignment != 32 && _metadata.TrueForAll(entry => entry.Key != "general.alignment")) Add("general.alignment", (uint)Alignment);

        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(TensorCount ?? (ulong)_tensors.Count);
        writer.Write(MetadataCount ?? (ulong)_metadata.Count);
        foreach ((string key, object value) in _metadata)
        {
            WriteText(writer, key);
            writer.Write(ValueTypeNumber(value.GetType()));
            WriteValue(writer, value);
        }

        foreach ((string name, ulong[] dimensions, uint type, ulong offset) in _tensors)
        {
            WriteText(writer, name);
            writer.Write(dimensions.Length);
            foreach (ulong dimension in dimensions) writer.Write(dimension);
            writer.Write(type);
            writer.Write(offset);
        }

        if (_tensors.Count > 0) while (stream.Position % Alignment != 0) writer.Write((byte)0);
        foreach (Action<Stream> write in _data) write(stream);
    }

    public static uint TypeNumber(ElementType type) => type switch
    {
        ElementType.F32 => 0,
        ElementType.F16 => 1,
        ElementType.Q40 => 2,
        ElementType.Q41 => 3,
        ElementType.Q50 => 6,
        ElementType.Q51 => 7,
        ElementType.Q80 => 8,
        ElementType.Q2K => 10,
        ElementType.Q3K => 11,
        ElementType.Q4K => 12,
        ElementType.Q5K => 13,
        ElementType.Q6K => 14,
        ElementType.IQ4NL => 20,
        ElementType.I8 => 24,
        ElementType.I16 => 25,
        ElementType.I32 => 26,
        ElementType.I64 => 27,
        ElementType.F64 => 28,
        ElementType.BF16 => 30,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "GGUF has no such tensor type."),
    };

    private GgufWriter AddData(long length, Action<Stream> write)
    {
        _data.Add(write);
        _dataLength += length;
        return this;
    }

    private static uint ValueTypeNumber(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => 0,
        TypeCode.SByte => 1,
        TypeCode.UInt16 => 2,
        TypeCode.Int16 => 3,
        TypeCode.UInt32 => 4,
        TypeCode.Int32 => 5,
        TypeCode.Single => 6,
        TypeCode.Boolean => 7,
        TypeCode.String => 8,
        TypeCode.Object when type.IsArray => 9,
        TypeCode.UInt64 => 10,
        TypeCode.Int64 => 11,
        TypeCode.Double => 12,
        _ => throw new ArgumentException($"GGUF has no {type}."),
    };

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case bool flag: writer.Write(flag); break;
            case string text: WriteText(writer, text); break;
            case Array array:
                writer.Write(ValueTypeNumber(array.GetType().GetElementType()!));
                writer.Write((ulong)array.Length);
                foreach (object element in array) WriteValue(writer, element);
                break;
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
