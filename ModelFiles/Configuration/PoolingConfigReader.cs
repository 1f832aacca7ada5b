using System.Text.Json;
using Inference.ModelFiles.Json;

namespace Inference.ModelFiles.Configuration;

/// <summary>Reads how to pool from the modules of sentence-transformers, or from GGUF metadata.</summary>
internal static class PoolingConfigReader
{
    private const string ModulesFile = "modules.json", ConfigFile = "config.json", ModePrefix = "pooling_mode_";
    private const string MeanMode = ModePrefix + "mean_tokens";

    private static readonly Dictionary<string, PoolingMethod> Supported = new()
    {
        [ModePrefix + "lasttoken"] = PoolingMethod.Last,
        [MeanMode] = PoolingMethod.Mean,
        [ModePrefix + "cls_token"] = PoolingMethod.Cls,
    };

    private static readonly string[] Unsupported =
        [ModePrefix + "max_tokens", ModePrefix + "mean_sqrt_len_tokens", ModePrefix + "weightedmean_tokens"];

    public static PoolingConfig FromDirectory(string directory, ProblemList problems)
    {
        string path = Path.Combine(directory, ModulesFile);
        if (!File.Exists(path)) return PoolingConfig.Default;
        PoolingMethod? method = null;
        bool normalize = false;
        foreach ((string item, ConfigFields module) in Modules(path, problems))
        {
            switch (module.Text("type")?.Split('.')[^1])
            {
                case "Transformer":
                    break;
                case "Normalize":
                    normalize = true;
                    break;
                case "Pooling" when Folder(module) is { } folder:
                    string config = Path.Combine(directory, folder, ConfigFile);
                    method = Method(new JsonConfigFields(config, JsonFile.ReadObject(config), problems));
                    break;
                case "Pooling":
                    problems.Add(new ModelFileProblem(path, $"{item}.path", "must name a folder of the model"));
                    break;
                case var type:
                    problems.Add(new ModelFileProblem(path, $"{item}.type", $"'{type}' is not supported (Transformer, Pooling and Normalize are)"));
                    break;
            }
        }

        return method is { } pooling ? new PoolingConfig(pooling, normalize) : PoolingConfig.Default;
    }

    public static PoolingConfig FromGguf(ConfigFields fields)
    {
        const string Field = "pooling_type";
        switch (fields.Integer(Field))
        {
            // llama.cpp's "unspecified" and "none": vectors of single tokens are no embedding of the text.
            case null or -1 or 0:
                return PoolingConfig.Default;
            case 1:
                return PoolingConfig.Default with { Method = PoolingMethod.Mean };
            case 2:
                return PoolingConfig.Default with { Method = PoolingMethod.Cls };
            case 3:
                return PoolingConfig.Default with { Method = PoolingMethod.Last };
            case var other:
                fields.Report(Field, $"is {other}, which is not supported (1, mean; 2, cls; and 3, last, are)");
                return PoolingConfig.Default;
        }
    }

    private static IEnumerable<(string Item, ConfigFields Module)> Modules(string path, ProblemList problems)
    {
        using JsonDocument document = JsonFile.Open(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array) problems.Fail(ModulesFile, "must hold a JSON list");
        int index = 0;
        foreach (JsonElement module in document.RootElement.EnumerateArray())
        {
            if (problems.IsFull) yield break;
            yield return ($"[{index++}]", new JsonConfigFields(path, module, problems));
        }
    }

    /// <summary>A folder inside the model's own; null for any other.</summary>
    private static string? Folder(ConfigFields module) =>
        module.Text("path") is { Length: > 0 } path && !path.Contains('\0') && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..") ? path : null;

    private static PoolingMethod? Method(ConfigFields fields)
    {
        if (fields.Has("pooling_mode")) return ByName(fields);
        string[] modes = [.. Supported.Keys.Concat(Unsupported).Where(mode => fields.Flag(mode) == true)];

        // sentence-transformers takes the mean where nothing is said of it.
        if (modes.Length == 0 && fields.Flag(MeanMode) is null) modes = [MeanMode];
        if (modes.Length == 1 && Supported.TryGetValue(modes[0], out PoolingMethod method)) return method;
        string found = modes.Length == 0 ? "no mode is true" : $"{string.Join(", ", modes)} is not supported";
        fields.Report(modes.Length == 0 ? MeanMode : modes[0], $"{found}; one of {string.Join(", ", Supported.Keys)} must be true");
        return null;
    }

    private static PoolingMethod? ByName(ConfigFields fields)
    {
        const string Field = "pooling_mode";
        if (fields.Text(Field) is not { } mode) return null;
        foreach (string suffix in (ReadOnlySpan<string>)["", "_tokens", "_token"])
        {
            if (Supported.TryGetValue(ModePrefix + mode + suffix, out PoolingMethod method)) return method;
        }

        fields.Report(Field, $"'{mode}' is not supported (lasttoken, mean and cls are)");
        return null;
    }
}
