using Inference.Kernels.Memory;

namespace Inference.ModelFiles.Tensors;

/// <summary>
/// Opens a file of a model; what the operating system refuses becomes a <see cref="ModelFileException"/> naming the file.
/// </summary>
internal static class MappedModelFile
{
    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path)) throw new ModelFileException(path, null, "is a directory, not a file");

        try
        {
            OrdinaryFile.Length(path);
            return MappedFile.Open(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException(path, null, "does not exist", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ModelFileException(path, null, $"cannot be opened: {error.Message}", error);
        }
    }
}
