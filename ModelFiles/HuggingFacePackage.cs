using System.Text.Json;
using Inference.ModelFiles.Architectures;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Json;
using Inference.ModelFiles.Safetensors;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Tokenization;
using Inference.ModelFiles.Weights;

namespace Inference.ModelFiles;

/// <summary>A model directory in Hugging Face's layout.</summary>
internal sealed class HuggingFacePackage(string path) : ModelPackage(path)
{
    public const string ConfigFile = "config.json";
    private const string GenerationConfigFile = "generation_config.json";

    public override ModelFormat Format => ModelFormat.HuggingFace;

    /// <summary>Empty where the directory holds no weights, only a tokenizer, say.</summary>
    public override TensorCatalog Tensors { get; } = SafetensorsModel.IsIn(path) ? SafetensorsModel.Open(path) : TensorCatalog.Merge([], new ProblemList(path));

    private string ConfigPath => System.IO.Path.Combine(Path, ConfigFile);

    private string GenerationConfigPath => System.IO.Path.Combine(Path, GenerationConfigFile);

    public override Tokenizer ReadTokenizer() => TokenizerFile.Open(Path);

    public override ChatTemplateSource ReadChatTemplates() => ChatTemplateSource.FromDirectory(Path);

    private protected override (ModelConfig Config, Architecture Architecture) ReadConfig(ProblemList problems)
    {
        if (!File.Exists(ConfigPath)) throw new ModelFileException(ConfigPath, null, "does not exist; a model directory needs it");
        JsonConfigFields fields = new(ConfigPath, JsonFile.ReadObject(ConfigPath), problems);
        Architecture architecture = Recognise(fields);
        ModelConfig config = ModelConfigReader.Read(architecture, fields, ModelFormat.HuggingFace) with { PackedWeights = PackedWeightsReader.Read(fields) };
        return (WithGenerationEos(config, problems), architecture);
    }

    private protected override GenerationDefaults ReadGenerationDefaults(ProblemList problems) =>
        File.Exists(GenerationConfigPath)
            ? GenerationDefaultsReader.FromHuggingFace(new JsonConfigFields(GenerationConfigPath, JsonFile.ReadObject(GenerationConfigPath), problems))
            : GenerationDefaults.None;

    private protected override PoolingConfig ReadPooling(ProblemList problems) => PoolingConfigReader.FromDirectory(Path, problems);

    private protected override IWeightNames Names(ModelConfig config, Architecture architecture) =>
        new HuggingFaceWeightNames(config, architecture, Tensors);

    private protected override void Close() => Tensors.Dispose();

    private static Architecture Recognise(ConfigFields fields)
    {
        string? name = fields.Texts("architectures") is [string first, ..] ? first : fields.Text("model_type");
        if (name is null) throw new ModelFileException(fields.File, "architectures", "is missing, and model_type too");
        return ArchitectureTable.ForHuggingFace(name) ?? throw new ModelFileException(
            fields.File, "architectures", $"'{name}' is not supported ({ArchitectureTable.Known(ModelFormat.HuggingFace)} are)");
    }

    /// <summary>Generation may end at more tokens than config.json names: Llama 3 and Qwen list them in generation_config.json.</summary>
    private ModelConfig WithGenerationEos(ModelConfig config, ProblemList problems)
    {
        if (!File.Exists(GenerationConfigPath)) return config;
        JsonElement root = JsonFile.ReadObject(GenerationConfigPath);
        IReadOnlyList<int> more = ModelConfigReader.EosTokenIds(new JsonConfigFields(GenerationConfigPath, root, problems), config.VocabularySize);
        return config with { EosTokenIds = [.. config.EosTokenIds.Union(more)] };
    }
}
