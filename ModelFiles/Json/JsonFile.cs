using System.Text.Json;

namespace Inference.ModelFiles.Json;

/// <summary>Opens the JSON files of a model; what is wrong with one is a problem of the file, never an exception of the parser.</summary>
internal static class JsonFile
{
    /// <summary>The largest vocabularies take tens of MiB.</summary>
    private const long MaxBytes = 512L << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <exception cref="ModelFileException">The file cannot be read, or is not JSON.</exception>
    public static JsonDocument Open(string path)
    {
        try
        {
            long length = OrdinaryFile.Length(path);
            if (length > MaxBytes) throw new ModelFileException(path, null, $"is {length} bytes long, more than {MaxBytes} are not read");
            return JsonDocument.Parse(File.ReadAllBytes(path).AsMemory() switch
            {
                // A byte order mark is no JSON, but editors write it.
                { Span: [0xEF, 0xBB, 0xBF, ..] } marked => marked[3..],
                var bytes => bytes,
            }, Options);
        }
        catch (JsonException error)
        {
            throw new ModelFileException(path, null, $"is not valid JSON: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, null, $"cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The file's root, which must be an object.</summary>
    /// <exception cref="ModelFileException">The file cannot be read, is not JSON, or holds something else.</exception>
    public static JsonElement ReadObject(string path)
    {
        using JsonDocument document = Open(path);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new ModelFileException(path, null, "must hold a JSON object");
    }
}
