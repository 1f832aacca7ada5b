using Inference.ModelFiles.Architectures;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Tokenization;
using Inference.ModelFiles.Weights;

namespace Inference.ModelFiles.Gguf;

/// <summary>A model in one GGUF file (or its numbered parts), which holds everything.</summary>
internal sealed class GgufPackage(string path, string file) : ModelPackage(path)
{
    private const string NameKey = "general.architecture";

    private readonly GgufFile _gguf = GgufFile.Open(file);

    public override ModelFormat Format => ModelFormat.Gguf;

    public override TensorCatalog Tensors => _gguf.Tensors;

    public override Tokenizer ReadTokenizer() => TokenizerFile.FromGguf(_gguf.Metadata, _gguf.Path);

    public override ChatTemplateSource ReadChatTemplates() => ChatTemplateSource.FromGguf(_gguf.Metadata);

    private protected override (ModelConfig Config, Architecture Architecture) ReadConfig(ProblemList problems)
    {
        if (_gguf.Metadata.Text(NameKey) is not { } name) throw new ModelFileException(_gguf.Path, NameKey, "is missing");
        GgufConfigFields fields = new(_gguf, name, problems);
        if (ArchitectureTable.ForGguf(name, fields) is { } architecture)
        {
            return (ModelConfigReader.Read(architecture, fields, ModelFormat.Gguf), architecture);
        }

        throw new ModelFileException(_gguf.Path, NameKey, $"'{name}' is not supported ({ArchitectureTable.Known(ModelFormat.Gguf)} are)");
    }

    private protected override GenerationDefaults ReadGenerationDefaults(ProblemList problems) =>
        GenerationDefaultsReader.FromGguf(new GgufConfigFields(_gguf, "", problems));

    private protected override PoolingConfig ReadPooling(ProblemList problems) =>
        PoolingConfigReader.FromGguf(new GgufConfigFields(_gguf, _gguf.Metadata.Text(NameKey) ?? "", problems));

    private protected override IWeightNames Names(ModelConfig config, Architecture architecture) => new GgufWeightNames(Tensors);

    private protected override void Close() => _gguf.Dispose();
}
