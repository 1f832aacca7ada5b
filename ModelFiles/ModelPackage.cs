using Inference.ModelFiles.Architectures;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Tokenization;
using Inference.ModelFiles.Weights;

namespace Inference.ModelFiles;

/// <summary>
/// An open model: the files a user named, with what they hold. Opening checks the files' structure; configuration and weights
/// are read when they are asked for. Tensors must not be used after <see cref="Dispose"/>.
/// </summary>
public abstract class ModelPackage : IDisposable
{
    private protected ModelPackage(string path) => Path = path;

    /// <summary>The directory or file that the user named.</summary>
    public string Path { get; }

    public abstract ModelFormat Format { get; }

    public abstract TensorCatalog Tensors { get; }

    /// <summary>Opens a model directory or a GGUF file.</summary>
    /// <exception cref="ModelFileException">There is no model at the path, or its files are damaged.</exception>
    public static ModelPackage Open(string path) => ModelLocator.Open(path);

    /// <summary>The configuration.</summary>
    /// <exception cref="ModelFileException">Every field that is missing or wrong.</exception>
    public ModelConfig ReadConfig()
    {
        ProblemList problems = new(Path);
        (ModelConfig config, _) = ReadConfig(problems);
        problems.ThrowIfAny();
        return config;
    }

    /// <summary>The configuration and the weights that it calls for.</summary>
    /// <exception cref="ModelFileException">Every field and tensor that is missing or wrong.</exception>
    public (ModelConfig Config, ModelWeights Weights) ReadModel()
    {
        ProblemList problems = new(Path);
        (ModelConfig config, Architecture architecture) = ReadConfig(problems);
        problems.ThrowIfAny();
        IWeightNames names = Names(config, architecture);
        // What stands in for the head is there and costs nothing; it is never asked for a token.
        if (names.LacksHead && !config.TiedEmbeddings) config = config with { HasHead = false, TiedEmbeddings = true };
        IReadOnlyList<WeightSpec> specs = new WeightManifest(config, names).List();
        ModelWeights weights = ModelWeightsReader.Read(specs, Tensors, Path, config.PackedWeights, problems);
        problems.ThrowIfAny();
        return (config, weights);
    }

    /// <exception cref="ModelFileException">The model has no tokenizer, or a damaged one.</exception>
    public abstract Tokenizer ReadTokenizer();

    /// <summary>The chat templates; none where the model is not made for chat.</summary>
    public abstract ChatTemplateSource ReadChatTemplates();

    public GenerationDefaults ReadGenerationDefaults()
    {
        ProblemList problems = new(Path);
        GenerationDefaults defaults = ReadGenerationDefaults(problems);
        problems.ThrowIfAny();
        return defaults;
    }

    /// <summary>How the model's hidden states become one vector for a text.</summary>
    /// <exception cref="ModelFileException">It says so in a way that is damaged or not supported.</exception>
    public PoolingConfig ReadPooling()
    {
        ProblemList problems = new(Path);
        PoolingConfig pooling = ReadPooling(problems);
        problems.ThrowIfAny();
        return pooling;
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract (ModelConfig Config, Architecture Architecture) ReadConfig(ProblemList problems);

    private protected abstract GenerationDefaults ReadGenerationDefaults(ProblemList problems);

    private protected abstract PoolingConfig ReadPooling(ProblemList problems);

    private protected abstract IWeightNames Names(ModelConfig config, Architecture architecture);

    private protected abstract void Close();
}
