namespace Inference.Silo.Registry;

/// <summary>What a model is taken for where nobody says how much memory it needs.</summary>
internal static class ModelMemory
{
    private const double PackedShare = 1.15;
    private const long Runtime = 256L << 20;
    private static readonly string[] WeightFiles = [".safetensors", ".gguf"];

    /// <summary>By the size of its files: packed weights take a little more, and a cache as much as a quarter of them at least.</summary>
    public static long Estimate(string path)
    {
        long files = File.Exists(path) ? new FileInfo(path).Length
            : Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(file => WeightFiles.Contains(Path.GetExtension(file))).Sum(file => new FileInfo(file).Length)
            : 0;
        return (long)(files * (PackedShare + 0.25)) + Runtime;
    }
}
