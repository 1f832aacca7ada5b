using Inference.Engine.Execution;
using Inference.Engine.Weights;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Weights;
using Inference.Server.Terminal;

namespace Inference.Server.Inspection;

/// <summary>Reads everything that a model's files say, section by section, so that damage in one does not hide the others.</summary>
internal sealed class ModelInspector(ModelPackage package, int? context, int sequences)
{
    private const long MaxBytes = 1L << 62;

    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>A file that holds a tokenizer and nothing to compute with.</summary>
    private bool HasTensors => package.Tensors.Count > 0;

    public ModelReport Read()
    {
        // With tensors there, the configuration must fit them; without, it is told as far as it goes.
        ModelWeights? held = null;
        ModelConfig? config = Section(
            () =>
            {
                if (!HasTensors) return package.ReadConfig();
                (ModelConfig read, held) = package.ReadModel();
                return read;
            },
            HasTensors ? _problems : _notes);
        WeightsReport? weights = HasTensors ? Weights(config?.PackedWeights) : null;
        string? tokenizer = Section(() => package.ReadTokenizer().Description, _notes);
        Dictionary<string, int>? templates = Section(Templates, _problems);

        // A place with nothing of a model in it: why each part is missing is then what is wrong.
        if (config is null && weights is null && tokenizer is null && templates is not { Count: > 0 }) MoveNotesToProblems();
        return new ModelReport
        {
            Path = package.Path,
            Format = package.Format == ModelFormat.Gguf ? "GGUF" : "Hugging Face",
            Files = [.. package.Tensors.Files.Select(file => Path.GetFileName(file))],
            Config = config,
            GenerationDefaults = Section(package.ReadGenerationDefaults, _problems),
            Weights = weights,
            Tokenizer = tokenizer,
            ChatTemplates = templates,
            Memory = config is null ? null : Memory(config, held is null ? 0 : WeightMemory.Bytes(config, held, new CpuRunnerOptions())),
            Problems = _problems,
            Notes = _notes,
        };
    }

    private void MoveNotesToProblems()
    {
        _problems.AddRange(_notes);
        _notes.Clear();
    }

    private WeightsReport Weights(PackedWeightsConfig? packing)
    {
        List<ElementTypeReport> types =
        [
            .. package.Tensors.Tensors.GroupBy(tensor => tensor.Format.Name)
                .Select(group => new ElementTypeReport(
                    group.Key, group.Count(), group.Sum(tensor => Parameters(tensor, packing)), group.Sum(tensor => tensor.Data.Length)))
                .OrderByDescending(type => type.Bytes),
        ];
        return new WeightsReport(
            types.Sum(type => type.Tensors), types.Sum(type => type.Parameters), types.Sum(type => type.Bytes), types, packing?.Description ?? types[0].Type);
    }

    /// <summary>Of a packed matrix, words hold several and what stands beside them none.</summary>
    private static long Parameters(TensorInfo tensor, PackedWeightsConfig? packing)
    {
        if (packing is null) return tensor.ElementCount;
        if (tensor.Name.EndsWith(".qweight", StringComparison.Ordinal)) return tensor.ElementCount * (32 / packing.Bits);
        return new[] { ".qzeros", ".scales", ".g_idx" }.Any(ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal)) ? 0 : tensor.ElementCount;
    }

    private Dictionary<string, int> Templates()
    {
        IReadOnlyDictionary<string, string> templates = package.ReadChatTemplates().Templates;
        foreach ((string name, string source) in templates)
        {
            try
            {
                ChatTemplate.Parse(source, name);
            }
            catch (TemplateException error)
            {
                _problems.Add($"chat template {error.Describe(name)}");
            }
        }

        return templates.ToDictionary(template => template.Key, template => template.Value.Length);
    }

    private MemoryReport Memory(ModelConfig config, long weightBytes)
    {
        int length = context ?? config.MaxPositions;
        long cache = TotalOf(CacheMemory.BytesPerSequence(config, length));
        return new MemoryReport(weightBytes, length, sequences, CacheMemory.BytesPerToken(config), cache, weightBytes + cache);
    }

    private long TotalOf(long bytesPerSequence) => bytesPerSequence <= MaxBytes / sequences
        ? bytesPerSequence * sequences
        : throw new UsageException($"--context and --sequences ask for more than {MaxBytes >> 60} EiB");

    private static T? Section<T>(Func<T?> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ModelFileException error)
        {
            problems.AddRange(error.Problems.Select(problem => problem.ToString()));
        }

        return null;
    }
}
