namespace Inference.ModelFiles;

/// <summary>
/// What to ask of a file before it is opened: opening a pipe waits for its writer, perhaps for ever, and a device may never end. Both
/// show themselves by having no length.
/// </summary>
internal static class OrdinaryFile
{
    /// <summary>The file's length in bytes, that of the file a link leads to.</summary>
    /// <exception cref="ModelFileException">The file is empty, or it is a pipe or a device.</exception>
    /// <exception cref="IOException">The file is not there.</exception>
    public static long Length(string path)
    {
        FileInfo file = new(path);
        long length = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
        return length > 0 ? length : throw new ModelFileException(path, null, "is empty, or not an ordinary file");
    }
}
