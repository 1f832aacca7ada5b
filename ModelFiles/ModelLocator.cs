using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Safetensors;

namespace Inference.ModelFiles;

/// <summary>Decides which kind of model a path holds.</summary>
internal static class ModelLocator
{
    private static ReadOnlySpan<byte> GgufMagic => "GGUF"u8;

    public static ModelPackage Open(string path)
    {
        if (Directory.Exists(path)) return OpenDirectory(path);
        if (!File.Exists(path)) throw new ModelFileException(path, null, "does not exist; give a model directory or a .gguf file");
        if (IsGguf(path)) return new GgufPackage(path, path);
        throw new ModelFileException(path, null, Path.GetExtension(path) is ".safetensors" or ".json" or ".model"
            ? $"is one file of a model; give its directory: {Path.GetDirectoryName(Path.GetFullPath(path))}"
            : "is not a GGUF file; give a model directory or a .gguf file");
    }

    private static ModelPackage OpenDirectory(string path)
    {
        if (File.Exists(Path.Combine(path, HuggingFacePackage.ConfigFile)) || SafetensorsModel.IsIn(path)) return new HuggingFacePackage(path);
        return FindGguf(path) is { } gguf ? new GgufPackage(path, gguf) : new HuggingFacePackage(path);
    }

    /// <summary>The GGUF file of a directory that holds one model; null where there is none.</summary>
    public static string? FindGguf(string directory)
    {
        string[] files = [.. Directory.EnumerateFiles(directory, "*.gguf").Where(IsFirstPart).Order(StringComparer.Ordinal)];
        return files.Length <= 1
            ? files.FirstOrDefault()
            : throw new ModelFileException(directory, null, $"holds several GGUF files; name one of {string.Join(", ", files.Select(Path.GetFileName))}");
    }

    private static bool IsFirstPart(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        int of = name.LastIndexOf("-of-", StringComparison.Ordinal);
        return of < 5 || !int.TryParse(name.AsSpan(of - 5, 5), out int part) || part == 1;
    }

    private static bool IsGguf(string path)
    {
        if (Path.GetExtension(path).Equals(".gguf", StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            OrdinaryFile.Length(path);
            using FileStream file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(GgufMagic);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, null, $"cannot be read: {error.Message}", error);
        }
    }
}
