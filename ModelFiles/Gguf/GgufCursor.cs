using System.Buffers.Binary;
using System.Text;
using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Gguf;

/// <summary>
/// Reads a GGUF header front to back. Every length and count is compared with what is left of the file before it is used;
/// the first one that does not fit ends the reading, since nothing after it can be found.
/// </summary>
internal sealed class GgufCursor(MappedBytes bytes, ProblemList problems)
{
    /// <summary>Arrays of arrays of … deeper than this are refused; published files nest none.</summary>
    public const int MaxArrayDepth = 8;

    /// <summary>The specification's limit for keys; tensor names are held to it too.</summary>
    public const int MaxNameBytes = 65535;

    private const int WindowBytes = 1 << 20;

    public long Position { get; private set; }

    public long Remaining => bytes.Length - Position;

    public uint UInt32(string? item, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, item, what));

    public ulong UInt64(string? item, string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, item, what));

    /// <summary>A count of things that take at least <paramref name="smallestSize"/> bytes each.</summary>
    public long Count(int smallestSize, string? item, string what)
    {
        ulong count = UInt64(item, what);
        if (count > (ulong)(Remaining / smallestSize))
            problems.Fail(item, $"{what} is {count}, more than the {Remaining} bytes left in the file can hold (damaged or cut off)");
        return (long)count;
    }

    /// <summary>A key or a tensor's name.</summary>
    public string Name(string what)
    {
        long length = Count(1, null, $"the length of the {what}");
        if (length > MaxNameBytes) problems.Fail(null, $"the {what} is {length} bytes long, at most {MaxNameBytes} are allowed");
        return Encoding.UTF8.GetString(Take((int)length, null, what));
    }

    public GgufValueType ValueType(string key, string what)
    {
        uint type = UInt32(key, what);
        if (type > (uint)GgufValueType.Float64) problems.Fail(key, $"{what} is {type}, which is not one (0 … 12)");
        return (GgufValueType)type;
    }

    /// <summary>
    /// Steps over a value without reading it, and returns where it lies. An array's elements begin after its 12 bytes of type and
    /// count.
    /// </summary>
    public MappedBytes Value(GgufValueType type, string key)
    {
        long start = Position;
        Skip(type, key, 0);
        return bytes.Slice(start, Position - start);
    }

    private void Skip(GgufValueType type, string key, int depth)
    {
        if (type == GgufValueType.Text)
        {
            long length = Count(1, key, "the length of the string");
            Position += length;
            return;
        }

        if (type != GgufValueType.Array)
        {
            Take(type.FixedSize(), key, "the value");
            return;
        }

        if (depth == MaxArrayDepth) problems.Fail(key, $"arrays are nested deeper than {MaxArrayDepth} levels");
        GgufValueType elements = ValueType(key, "the type of the array's elements");
        long count = Count(elements.SmallestSize(), key, "the length of the array");
        if (elements.FixedSize() is > 0 and int size) Position += count * size;
        else if (elements == GgufValueType.Text) SkipTexts(count, key);
        else for (long i = 0; i < count; i++) Skip(elements, key, depth + 1);
    }

    /// <summary>Vocabularies are most of a header: their texts are stepped over within one window at a time.</summary>
    private void SkipTexts(long count, string key)
    {
        while (count > 0)
        {
            ReadOnlySpan<byte> window = bytes.Span(Position, (int)Math.Min(Remaining, WindowBytes));
            int offset = 0;
            for (; count > 0 && offset <= window.Length - 8; count--)
            {
                ulong length = BinaryPrimitives.ReadUInt64LittleEndian(window[offset..]);
                if (length > (ulong)(window.Length - offset - 8)) break;
                offset += 8 + (int)length;
            }

            Position += offset;
            if (count == 0) return;

            // This one reaches beyond the window, or beyond the file.
            Skip(GgufValueType.Text, key, 0);
            count--;
        }
    }

    private ReadOnlySpan<byte> Take(int count, string? item, string what)
    {
        if (count > Remaining) problems.Fail(item, $"the file ends within {what}, at byte {bytes.Length} (damaged or cut off)");
        ReadOnlySpan<byte> taken = bytes.Span(Position, count);
        Position += count;
        return taken;
    }
}
