using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Inference.Kernels.Formats;

namespace Inference.Support;

/// <summary>Writes safetensors files for tests, valid ones and, from a header of one's own, others.</summary>
public sealed class SafetensorsWriter
{
    private readonly JsonObject _header = [];
    private readonly List<byte> _data = [];

    public IEnumerable<string> Names => _header.Select(entry => entry.Key).Where(name => name != "__metadata__");

    public SafetensorsWriter AddMetadata(string key, string value)
    {
        if (!_header.ContainsKey("__metadata__")) _header["__metadata__"] = new JsonObject();
        _header["__metadata__"]![key] = value;
        return this;
    }

    public SafetensorsWriter AddTensor(string name, ElementType type, long[] shape, ReadOnlySpan<byte> data)
    {
        _header[name] = new JsonObject
        {
            ["dtype"] = ElementFormat.Of(type).Name,
            ["shape"] = new JsonArray([.. shape.Select(dimension => (JsonNode)dimension)]),
            ["data_offsets"] = new JsonArray(_data.Count, _data.Count + data.Length),
        };
        _data.AddRange(data);
        return this;
    }

    public byte[] ToBytes() => FromHeader(_header.ToJsonString(), [.. _data]);

    public static byte[] FromHeader(string json, ReadOnlySpan<byte> data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>Writes the files and their index into a folder and returns the index's path.</summary>
    public static string WriteSharded(string folder, params SafetensorsWriter[] shards)
    {
        JsonObject map = [];
        for (int i = 0; i < shards.Length; i++)
        {
            string name = $"model-{i + 1:D5}-of-{shards.Length:D5}.safetensors";
            foreach (string tensor in shards[i].Names) map[tensor] = name;
            File.WriteAllBytes(Path.Combine(folder, name), shards[i].ToBytes());
        }

        string path = Path.Combine(folder, "model.safetensors.index.json");
        File.WriteAllText(path, new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map }.ToJsonString());
        return path;
    }
}
