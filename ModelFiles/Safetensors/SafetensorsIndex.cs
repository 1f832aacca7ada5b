using System.Text.Json;
using Inference.Kernels.Memory;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Safetensors;

/// <summary>The index of a model in several files: which tensor is in which file beside it.</summary>
internal sealed class SafetensorsIndex
{
    private const int MaxDepth = 16;
    private const int MaxBytes = 100_000_000;
    private const string WeightMapKey = "weight_map";

    private readonly Dictionary<string, string> _shardOf = [];
    private readonly List<string> _shards = [];

    /// <summary>The file names, each once, in the order of their first mention.</summary>
    public IReadOnlyList<string> Shards => _shards;

    public static SafetensorsIndex Read(string path, ProblemList problems)
    {
        using MappedFile file = MappedModelFile.Open(path);
        if (file.Length > MaxBytes) problems.Fail(null, $"has {file.Length} bytes, an index of at most {MaxBytes} is read");
        SafetensorsIndex index = new();
        try
        {
            index.Read(file.Bytes.Span(), problems);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for text that is not UTF-8.
            problems.Fail(null, $"is not valid JSON: {error.Message}", error);
        }

        problems.ThrowIfAny();
        return index;
    }

    /// <summary>Reports tensors that are not where the index says, and tensors that it does not mention.</summary>
    public void Compare(IReadOnlyList<TensorFilePart> parts, ProblemList problems)
    {
        HashSet<(string Tensor, string Shard)> present = [];
        foreach (TensorFilePart part in parts)
        {
            string shard = Path.GetFileName(part.Mapping.Path);
            foreach (TensorInfo tensor in part.Tensors)
            {
                present.Add((tensor.Name, shard));
                if (!_shardOf.TryGetValue(tensor.Name, out string? named))
                    problems.Add(new ModelFileProblem(tensor.File, tensor.Name, "is not in the index"));
                else if (named != shard)
                    problems.Add(new ModelFileProblem(tensor.File, tensor.Name, $"is in this file, the index says {named}"));
            }
        }

        foreach ((string tensor, string shard) in _shardOf)
        {
            if (!present.Contains((tensor, shard))) problems.Add(tensor, $"is not in {shard}");
        }
    }

    private void Read(ReadOnlySpan<byte> json, ProblemList problems)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        bool hasMap = false;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) problems.Fail(null, "is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMap = reader.ValueTextEquals(WeightMapKey);
            reader.Read();
            if (!isMap) reader.Skip();
            else if (hasMap || reader.TokenType != JsonTokenType.StartObject)
                problems.Fail(WeightMapKey, "is not one object of file names");
            else ReadMap(ref reader, problems);
            hasMap |= isMap;
        }

        while (reader.Read()) { }
        if (!hasMap) problems.Add(WeightMapKey, "is missing");
    }

    private void ReadMap(ref Utf8JsonReader reader, ProblemList problems)
    {
        HashSet<string> shards = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = reader.GetString()!;
            reader.Read();
            string? shard = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (shard is null) reader.Skip();

            if (shard is null || !IsPlainFileName(shard))
                problems.Add(tensor, $"is said to be in {shard ?? "something that is not a string"}; only files beside the index are read");
            else if (!_shardOf.TryAdd(tensor, shard)) problems.Add(tensor, "occurs more than once in the index");
            else if (shards.Add(shard)) _shards.Add(shard);
        }
    }

    /// <summary>Neither a path nor a way out of the directory, on any operating system.</summary>
    private static bool IsPlainFileName(string name) =>
        name.Length is > 0 and <= 255 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
