using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inference.Cluster.Reattachment;

/// <summary>A record as bytes: its length as JSON, that, and what only fronts read behind it.</summary>
internal static partial class RecordBytes
{
    public static byte[] Write(RequestRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record with { FrontState = default }, RecordJson.Default.RequestRecord);
        byte[] whole = new byte[sizeof(int) + json.Length + record.FrontState.Length];
        BinaryPrimitives.WriteInt32LittleEndian(whole, json.Length);
        json.CopyTo(whole, sizeof(int));
        record.FrontState.Span.CopyTo(whole.AsSpan(sizeof(int) + json.Length));
        return whole;
    }

    public static RequestRecord Read(byte[] whole)
    {
        int behind = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(whole);
        return JsonSerializer.Deserialize(whole.AsSpan(sizeof(int), behind - sizeof(int)), RecordJson.Default.RequestRecord)! with { FrontState = whole.AsMemory(behind) };
    }

    [JsonSerializable(typeof(RequestRecord))]
    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    private sealed partial class RecordJson : JsonSerializerContext;
}
