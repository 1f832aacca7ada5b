using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inference.Cluster.Reattachment;

/// <summary>A record as bytes, all but what only fronts read, which is bytes already.</summary>
[JsonSerializable(typeof(RequestRecord))]
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class RecordJson : JsonSerializerContext
{
    public static byte[] Write(RequestRecord record) => JsonSerializer.SerializeToUtf8Bytes(record with { FrontState = default }, Default.RequestRecord);

    public static RequestRecord Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> frontState) =>
        JsonSerializer.Deserialize(json, Default.RequestRecord)! with { FrontState = frontState.ToArray() };
}
