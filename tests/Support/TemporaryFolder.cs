namespace Inference.Support;

/// <summary>A folder of a test's own, deleted with everything in it at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("inference-test-").FullName;

    public string PathTo(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(PathTo(name), content);
        return PathTo(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
