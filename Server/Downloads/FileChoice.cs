using System.Text.RegularExpressions;
using Inference.ModelFiles.Safetensors;

namespace Inference.Server.Downloads;

/// <summary>Which files of a repository a model needs: by its kind, or as the user says.</summary>
/// <param name="Include">Patterns; where there are any, exactly the files that one of them matches.</param>
/// <param name="Exclude">Patterns of files that are not taken in either case.</param>
internal sealed partial record FileChoice(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    public const string Config = "config.json";

    /// <summary>What the readers of model directories look for, and what a licence asks to be passed on.</summary>
    private static readonly string[] Needed =
    [
        Config, "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "vocab.txt", "merges.txt", "chat_template.jinja", "chat_template.json", "quantize_config.json", "modules.json", "LICENSE*", "NOTICE*", "USE_POLICY*",
    ];

    [GeneratedRegex(@"^(additional_chat_templates/[^/]+\.jinja|[^/]+_Pooling/config\.json)$")]
    private static partial Regex NeededBelow();

    /// <summary>Files to begin with. Where weights are in several, the index that names them is among these, and <see cref="ShardsOf"/> has the rest.</summary>
    /// <exception cref="HubException">The repository has nothing to choose, or too much.</exception>
    public IReadOnlyList<HubFile> From(HubReference model, IReadOnlyList<HubFile> files)
    {
        List<HubFile> chosen = [.. (Include.Count > 0 ? Included(files) : model.File is { } gguf ? OneGguf(model, gguf, files) : WholeModel(model, files)).Where(IsTaken)];
        return chosen.Count > 0 ? chosen : throw new HubException($"{model.Repository}: no file of {files.Count} is chosen by --include and --exclude");
    }

    /// <summary>The files of weights that an index names; none where files are chosen by name.</summary>
    /// <param name="index">Where the index is by now; nothing may be there.</param>
    /// <param name="model">Whose.</param>
    /// <param name="files">All that the repository has.</param>
    /// <exception cref="HubException">It names one that the repository lacks.</exception>
    public IReadOnlyList<HubFile> ShardsOf(string index, HubReference model, IReadOnlyList<HubFile> files)
    {
        if (Include.Count > 0 || model.File is not null || !System.IO.File.Exists(index)) return [];
        Dictionary<string, HubFile> byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        return [.. SafetensorsModel.ShardsOf(index)
            .Select(name => byPath.GetValueOrDefault(name) ?? throw new HubException($"{SafetensorsModel.IndexFileName} names {name}, which {model.Repository} does not have"))
            .Where(IsTaken)];
    }

    private IEnumerable<HubFile> Included(IReadOnlyList<HubFile> files) => files.Where(file => Include.Any(pattern => FilePattern.Matches(pattern, file.Path)));

    private bool IsTaken(HubFile file) => !file.IsOurs && !Exclude.Any(pattern => FilePattern.Matches(pattern, file.Path));

    private static IEnumerable<HubFile> WholeModel(HubReference model, IReadOnlyList<HubFile> files)
    {
        bool Has(string path) => files.Any(file => file.Path == path);
        string? weights = Has(SafetensorsModel.IndexFileName) ? SafetensorsModel.IndexFileName : Has(SafetensorsModel.FileName) ? SafetensorsModel.FileName : null;
        if (Has(Config) && weights is not null)
        {
            return files.Where(file => file.Path == weights || Needed.Any(pattern => !file.Path.Contains('/') && FilePattern.Matches(pattern, file.Path)) || NeededBelow().IsMatch(file.Path));
        }

        string[] ggufs = [.. files.Select(file => file.Path).Where(path => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))];
        HubFile[] first = [.. files.Where(file => ggufs.Contains(file.Path) && (Part().Match(file.Path) is not { Success: true } part || part.Groups["number"].Value == "00001"))];
        if (first is [HubFile only]) return OneGguf(model, only.Path, files);
        throw new HubException(first.Length == 0
            ? $"{model.Repository}: holds neither {Config} with safetensors nor a GGUF file ({files.Count} files); other weights are not read"
            : $"{model.Repository} holds several GGUF files; name one, as {HubReference.Scheme}{model.Repository}/FILE: {string.Join(", ", first.Select(file => file.Path))}");
    }

    private static IEnumerable<HubFile> OneGguf(HubReference model, string path, IReadOnlyList<HubFile> files)
    {
        if (!files.Any(file => file.Path == path)) throw new HubException($"{model.Repository} does not have {path}");
        if (Part().Match(path) is not { Success: true } part) return files.Where(file => file.Path == path);
        return files.Where(file => Part().Match(file.Path) is { Success: true } other && other.Groups["name"].Value == part.Groups["name"].Value && other.Groups["count"].Value == part.Groups["count"].Value);
    }

    [GeneratedRegex(@"^(?<name>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$")]
    private static partial Regex Part();
}
