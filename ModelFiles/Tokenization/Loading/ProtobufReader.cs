using System.Buffers.Binary;
using System.Text;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Walks the fields of one protobuf message. Lengths are checked against the bytes that are there.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Field { get; private set; }

    /// <summary>The number of a varint or fixed field.</summary>
    public ulong Number { get; private set; }

    /// <summary>The bytes of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly float Single => BitConverter.UInt32BitsToSingle((uint)Number);

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="FormatException">What follows is no field.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        ulong key = ReadVarint();
        if (key >> 3 is 0 or > int.MaxValue)
            throw new FormatException($"a field number of {key >> 3}");
        Field = (int)(key >> 3);
        Bytes = default;
        Number = (key & 7) switch
        {
            0 => ReadVarint(),
            1 => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)),
            2 => ReadBytes(),
            5 => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
            _ => throw new FormatException($"a field of wire type {key & 7}"),
        };
        return true;
    }

    private ulong ReadBytes()
    {
        Bytes = Take(ReadVarint());
        return 0;
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw new FormatException($"a field of {count} bytes where {_rest.Length} are left");
        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new FormatException("a number of more than 64 bits");
    }
}
