using Inference.Contracts;
using Inference.Engine.BeamSearch;
using Inference.Engine.Constraints;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Weights;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Models;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;

namespace Inference.Hosting.Composition;

/// <summary>A model that answers on this machine: an engine over its weights, with what turns text into its tokens and back.</summary>
public sealed class LocalModel : IAsyncDisposable
{
    private readonly InferenceEngine _engine;

    private LocalModel(LoadedRunner loaded, InferenceEngine engine, ModelText text)
    {
        Config = loaded.Config;
        Computation = loaded.Computation;
        _engine = engine;
        Text = text;
        Embeddings = text.Pooling is null ? null : new EmbeddingModel(engine, text.Pooling, Config.HiddenSize);
        Service = Config.HasHead ? new BeamSearchService(engine, Config.VocabularySize, Config.EosTokenIds) : new HeadlessTokenService();
    }

    public ModelConfig Config { get; }

    /// <inheritdoc cref="LoadedRunner.Computation"/>
    public string Computation { get; }

    public ITokenService Service { get; }

    /// <summary>Computes vectors of any pooling; <see cref="Embeddings"/> says which one the model's makers mean.</summary>
    public IEmbeddingService VectorService => _engine;

    public IEngineOperations Operations => _engine;

    /// <summary>Says that it is full before anything is done for a request.</summary>
    public IEngineDoor Door => _engine;

    /// <summary>For health checks.</summary>
    public EngineProgress Progress => _engine.Progress;

    /// <summary>The longest context that it takes, prompt and output together, in tokens.</summary>
    public int MaxLength => _engine.MaxLength;

    public ModelText Text { get; }

    /// <inheritdoc cref="ModelText.Tokenizer"/>
    public Tokenizer? Tokenizer => Text.Tokenizer;

    public string? WhyNoTokenizer => Text.WhyNoTokenizer;

    public ChatTemplateSet Templates => Text.Templates;

    public GenerationDefaults Defaults => Text.Defaults;

    /// <summary>Null where the model pools in a way that is not supported.</summary>
    public EmbeddingModel? Embeddings { get; }

    public string? WhyNoEmbeddings => Text.WhyNoEmbeddings;

    /// <summary>Loads a model and starts its engine.</summary>
    /// <param name="options">Which one, and how it is to run.</param>
    /// <param name="report">Told how far it is, on the calling thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    /// <exception cref="ModelLoadException">The options do not fit it, or the machine.</exception>
    public static LocalModel Load(LocalModelOptions options, Action<LoadProgress> report, CancellationToken cancellation)
    {
        using ModelPackage package = ModelPackage.Open(options.Path);
        ModelText text = ModelText.Read(package);
        LoadedRunner loaded = LoadedRunner.Load(package, options.Runner, report, cancellation);
        CpuModelRunner? draft = null;
        try
        {
            draft = LoadDraft(options, loaded.Runner, report, cancellation);
            TokenizerVocabulary? vocabulary = text.Tokenizer is null ? null : new TokenizerVocabulary(text.Tokenizer);
            InferenceEngine engine = new(loaded.Runner, loaded.Config.EosTokenIds, options.Engine, draft, vocabulary: vocabulary);
            return new LocalModel(loaded, engine, text);
        }
        catch (Exception error)
        {
            loaded.Dispose();
            draft?.Dispose();
            if (error is ArgumentException) throw new ModelLoadException(error.Message, error);
            throw;
        }
    }

    /// <summary>Refuses new requests from now on. Done when those that were taken have ended.</summary>
    public Task DrainAsync() => _engine.DrainAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static CpuModelRunner? LoadDraft(LocalModelOptions options, CpuModelRunner target, Action<LoadProgress> report, CancellationToken cancellation)
    {
        if (options.Engine.Speculation.DraftModel is not { } path) return null;
        using ModelPackage package = ModelPackage.Open(path);
        int positions = Math.Min(target.MaxPositions, package.ReadConfig().MaxPositions);
        CpuRunnerOptions runner = new()
        {
            Threads = target.ThreadCount,
            MaxPositions = positions,
            KernelTier = target.KernelTier,
            KeyValues = target.KeyValues,
            Arithmetic = target.Arithmetic,
        };
        return LoadedRunner.Load(package, runner, report, cancellation).Runner;
    }
}
