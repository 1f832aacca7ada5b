using System.Text.Json;

namespace Inference.ModelFiles.Safetensors;

/// <summary>
/// Reads the JSON header of a safetensors file: an object of tensors by name, and <c>__metadata__</c> with texts by name, which
/// nothing here needs. What is not of this form is a problem; types and ranges are checked later.
/// </summary>
internal sealed class SafetensorsHeader(ProblemList problems)
{
    public const string MetadataKey = "__metadata__";

    private const int MaxDepth = 4;
    private const int MaxDimensions = 16;

    private readonly HashSet<string> _names = [];

    /// <summary>The tensors whose description is complete; the others have been reported.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    public void Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{') problems.Fail(null, "the header does not begin with {, this is not a safetensors file");
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!_names.Add(name)) problems.Add(name, "occurs more than once in the header");
                reader.Read();
                if (name == MetadataKey) CheckMetadata(ref reader);
                else ReadTensor(ref reader, name);
            }

            // Only white space may follow.
            while (reader.Read()) { }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for text that is not UTF-8.
            problems.Fail(null, $"the header is not valid JSON: {error.Message}", error);
        }
    }

    private void CheckMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(MetadataKey, "is not an object of strings");
            reader.Skip();
            return;
        }

        HashSet<string> keys = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (!keys.Add(key)) problems.Add(MetadataKey, $"{key} occurs more than once");
            if (reader.TokenType == JsonTokenType.String) continue;
            problems.Add(MetadataKey, $"{key} is not a string");
            reader.Skip();
        }
    }

    private void ReadTensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(name, "is not an object with dtype, shape and data_offsets");
            reader.Skip();
            return;
        }

        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        bool isValid = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    isValid &= TryReadIntegers(ref reader, MaxDimensions, out shape)
                        || Refuse(name, $"has a shape that is not a list of at most {MaxDimensions} sizes");
                    break;
                case "data_offsets" when offsets is null:
                    isValid &= (TryReadIntegers(ref reader, 2, out offsets) && offsets.Count == 2)
                        || Refuse(name, "has data_offsets that are not two positions");
                    break;
                default:
                    bool isKnown = field is "dtype" or "shape" or "data_offsets";
                    isValid = Refuse(name, isKnown ? $"has a wrong or repeated {field}" : $"has an unknown field {field}");
                    reader.Skip();
                    break;
            }
        }

        if (!isValid) return;
        if (type is null || shape is null || offsets is null) Refuse(name, "lacks dtype, shape or data_offsets");
        else Entries.Add(new SafetensorsEntry(name, type, [.. shape], offsets[0], offsets[1]));
    }

    /// <summary>A list of integers that are not negative; reads to its end in any case.</summary>
    private static bool TryReadIntegers(ref Utf8JsonReader reader, int most, out List<long> integers)
    {
        integers = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        bool isValid = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long integer = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? number : -1;
            isValid &= integer >= 0 && integers.Count < most;
            if (isValid) integers.Add(integer);
            reader.Skip();
        }

        return isValid;
    }

    private bool Refuse(string name, string message)
    {
        problems.Add(name, message);
        return false;
    }
}
