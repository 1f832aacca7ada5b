using System.Text.Json;

namespace Inference.ModelFiles.Configuration;

/// <summary>Small JSON files that lie beside a model's weights.</summary>
internal static class JsonFile
{
    private const long MaxBytes = 64 << 20;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 64,
    };

    /// <summary>The file's root object.</summary>
    /// <exception cref="ModelFileException">The file is absent, too large, not JSON, or not an object.</exception>
    public static JsonElement ReadObject(string path)
    {
        try
        {
            if (OrdinaryFile.Length(path) > MaxBytes) throw new ModelFileException(path, null, $"is larger than {MaxBytes >> 20} MiB");
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new ModelFileException(path, null, "must hold a JSON object");
            return document.RootElement.Clone();
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
}
