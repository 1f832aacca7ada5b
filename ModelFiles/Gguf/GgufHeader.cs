using System.Buffers.Binary;
using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Gguf;

/// <summary>The first 24 bytes of a GGUF file: magic, version, and how many tensors and metadata entries follow.</summary>
internal readonly record struct GgufHeader(uint Version, long TensorCount, long MetadataCount)
{
    private const int MaxMetadataEntries = 1_000_000;
    private const uint Magic = 0x46554747; // "GGUF"

    // The least that one entry can take: key length, type and a value of one byte; name length, dimension count, type and offset.
    private const int SmallestMetadataEntry = 8 + 4 + 1;
    private const int SmallestTensorEntry = 8 + 4 + 4 + 8;

    public static GgufHeader Read(GgufCursor cursor, ProblemList problems)
    {
        if (cursor.Remaining < 4 || cursor.UInt32(null, "the magic number") != Magic)
            problems.Fail(null, "is not a GGUF file (it does not begin with \"GGUF\")");

        uint version = cursor.UInt32(null, "the version");
        if (BinaryPrimitives.ReverseEndianness(version) is >= 1 and <= 3)
            problems.Fail(null, "is a big-endian GGUF file; only little-endian ones can be read");
        if (version == 1)
            problems.Fail(null, "is GGUF version 1, which only early converters wrote; convert the model again to version 3");
        if (version is not (2 or 3)) problems.Fail(null, $"is GGUF version {version}; versions 2 and 3 are read");

        long tensors = cursor.Count(SmallestTensorEntry, null, "the number of tensors");
        long metadata = cursor.Count(SmallestMetadataEntry, null, "the number of metadata entries");
        return new GgufHeader(version, tensors, metadata);
    }

    public GgufMetadata ReadMetadata(string file, GgufCursor cursor, ProblemList problems)
    {
        if (MetadataCount > MaxMetadataEntries)
            problems.Fail(null, $"has {MetadataCount} metadata entries, at most {MaxMetadataEntries} are read");
        List<string> keys = [];
        Dictionary<string, GgufValue> values = [];
        for (long i = 0; i < MetadataCount; i++)
        {
            string key = cursor.Name("metadata key");
            GgufValueType type = cursor.ValueType(key, "the value's type");
            MappedBytes bytes = cursor.Value(type, key);
            if (!values.TryAdd(key, new GgufValue(key, type, bytes))) problems.Add(key, "occurs more than once");
            else keys.Add(key);

            if (type == GgufValueType.Bool && bytes.Span(0, 1)[0] > 1)
                problems.Add(key, $"is a bool with the value {bytes.Span(0, 1)[0]}, only 0 and 1 are allowed");
        }

        return new GgufMetadata(file, keys, values);
    }
}
