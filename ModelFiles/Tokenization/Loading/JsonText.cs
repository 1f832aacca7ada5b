using System.Text.Json;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads JSON strings and files; whatever is wrong with them is a problem of the file, never an exception of the parser.</summary>
internal static class JsonText
{
    private const long MaximumBytes = 512L << 20;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = false };

    /// <summary>False for a string that is no Unicode: invalid UTF-8, or half a surrogate pair.</summary>
    public static bool TryRead(JsonElement element, out string text)
    {
        try
        {
            text = element.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    /// <exception cref="ModelFileException">The file cannot be read, or is not JSON.</exception>
    public static JsonDocument Open(string file)
    {
        try
        {
            long length = OrdinaryFile.Length(file);
            if (length > MaximumBytes)
                throw new ModelFileException(file, null, $"is {length} bytes long; no tokenizer is longer than {MaximumBytes}");
            return JsonDocument.Parse(File.ReadAllBytes(file).AsMemory() switch
            {
                // A byte order mark is no JSON, but editors write it.
                { Span: [0xEF, 0xBB, 0xBF, ..] } marked => marked[3..],
                var bytes => bytes,
            }, Options);
        }
        catch (JsonException error)
        {
            throw new ModelFileException(file, null, $"is not JSON: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(file, null, error.Message, error);
        }
    }
}
