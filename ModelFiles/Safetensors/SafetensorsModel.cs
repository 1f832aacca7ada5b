using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Safetensors;

/// <summary>
/// The tensors of a model in safetensors files. Opening reads the headers only; what is wrong with any of the files is listed in one
/// <see cref="ModelFileException"/>.
/// </summary>
public static class SafetensorsModel
{
    public const string FileName = "model.safetensors";

    public const string IndexFileName = "model.safetensors.index.json";

    /// <summary>Whether a directory holds a model in safetensors files under their usual names.</summary>
    public static bool IsIn(string directory) =>
        File.Exists(Path.Combine(directory, IndexFileName)) || File.Exists(Path.Combine(directory, FileName));

    /// <summary>The files that an index names, each a plain file name beside it.</summary>
    /// <exception cref="ModelFileException">The index is damaged, or names anything else.</exception>
    public static IReadOnlyList<string> ShardsOf(string indexPath) => SafetensorsIndex.Read(indexPath, new ProblemList(indexPath)).Shards;

    /// <param name="path">A directory, a <c>.safetensors</c> file, or an index (<c>.json</c>) that names the files.</param>
    public static TensorCatalog Open(string path)
    {
        if (Directory.Exists(path)) return OpenDirectory(path);
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? OpenIndex(path) : OpenFile(path);
    }

    private static TensorCatalog OpenDirectory(string directory)
    {
        string index = Path.Combine(directory, IndexFileName);
        if (File.Exists(index)) return OpenIndex(index);
        string file = Path.Combine(directory, FileName);
        if (File.Exists(file)) return OpenFile(file);
        throw new ModelFileException(directory, null, $"holds neither {IndexFileName} nor {FileName}");
    }

    private static TensorCatalog OpenFile(string path) => TensorCatalog.Merge([SafetensorsPart.Open(path)], new ProblemList(path));

    private static TensorCatalog OpenIndex(string path)
    {
        ProblemList problems = new(path);
        SafetensorsIndex index = SafetensorsIndex.Read(path, problems);
        List<TensorFilePart> parts = [];
        try
        {
            foreach (string shard in index.Shards) OpenShard(path, shard, parts, problems);
            if (parts.Count == index.Shards.Count) index.Compare(parts, problems);
            problems.ThrowIfAny();
            return TensorCatalog.Merge(parts, problems);
        }
        catch
        {
            foreach (TensorFilePart part in parts) part.Mapping.Dispose();
            throw;
        }
    }

    private static void OpenShard(string indexPath, string shard, List<TensorFilePart> parts, ProblemList problems)
    {
        try
        {
            parts.Add(SafetensorsPart.Open(Path.Combine(Path.GetDirectoryName(indexPath) ?? "", shard)));
        }
        catch (ModelFileException error)
        {
            problems.AddRange(error.Problems);
        }
    }
}
