using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Inference.Gateway.Embeddings;

/// <summary>A vector as a list of numbers, or as base64 of little-endian floats.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record EncodedVector(float[] Values, bool AsBase64)
{
    internal sealed class Converter : JsonConverter<EncodedVector>
    {
        public override EncodedVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Vectors are only written.");

        public override void Write(Utf8JsonWriter writer, EncodedVector value, JsonSerializerOptions options)
        {
            if (value.AsBase64)
            {
                byte[] bytes = new byte[value.Values.Length * sizeof(float)];
                for (int i = 0; i < value.Values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), value.Values[i]);
                writer.WriteBase64StringValue(bytes);
                return;
            }

            writer.WriteStartArray();
            foreach (float number in value.Values) writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }
    }
}
