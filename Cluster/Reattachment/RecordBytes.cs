using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inference.Cluster.Reattachment;

/// <summary>A record as few bytes: JSON, and what only fronts read behind it, compressed. Names of properties and defaults are most of it, and tokens that the text says again.</summary>
internal static partial class RecordBytes
{
    /// <summary>Of Brotli's: the fastest that finds what repeats.</summary>
    private const int Quality = 1, Window = 16;

    /// <returns>The bytes, and how many they were before they were compressed.</returns>
    public static (byte[] Bytes, int Length) Write(RequestRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record with { FrontState = default }, RecordJson.Default.RequestRecord);
        byte[] whole = new byte[sizeof(int) + json.Length + record.FrontState.Length];
        BinaryPrimitives.WriteInt32LittleEndian(whole, json.Length);
        json.CopyTo(whole, sizeof(int));
        record.FrontState.Span.CopyTo(whole.AsSpan(sizeof(int) + json.Length));
        byte[] bytes = new byte[BrotliEncoder.GetMaxCompressedLength(whole.Length)];
        if (!BrotliEncoder.TryCompress(whole, bytes, out int written, Quality, Window)) throw new InvalidOperationException("A record does not fit into the longest that it can be.");
        return (bytes[..written], whole.Length);
    }

    public static RequestRecord Read(ReadOnlySpan<byte> bytes, int length)
    {
        byte[] whole = new byte[length];
        if (!BrotliDecoder.TryDecompress(bytes, whole, out int read) || read != length) throw new InvalidOperationException("A record is not what was written.");
        int behind = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(whole);
        return JsonSerializer.Deserialize(whole.AsSpan(sizeof(int), behind - sizeof(int)), RecordJson.Default.RequestRecord)! with { FrontState = whole.AsMemory(behind) };
    }

    [JsonSerializable(typeof(RequestRecord))]
    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    private sealed partial class RecordJson : JsonSerializerContext;
}
