using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;

namespace Inference.Gateway.Models;

/// <summary>What of a model's files turns text into its tokens and back. Weights have no part in it.</summary>
public sealed record ModelText
{
    private ModelText()
    {
    }

    /// <summary>Null where the model has none that can be read: then it speaks token ids only.</summary>
    public Tokenizer? Tokenizer { get; private init; }

    public string? WhyNoTokenizer { get; private init; }

    public required ChatTemplateSet Templates { get; init; }

    public required GenerationDefaults Defaults { get; init; }

    /// <summary>Null where the model pools in a way that is not supported.</summary>
    public PoolingConfig? Pooling { get; private init; }

    public string? WhyNoEmbeddings { get; private init; }

    /// <exception cref="ModelFileException">The files are missing or damaged.</exception>
    public static ModelText Read(ModelPackage package)
    {
        (Tokenizer? tokenizer, string? whyNoTokenizer) = TryRead(package.ReadTokenizer);
        (PoolingConfig? pooling, string? whyNoEmbeddings) = TryRead(package.ReadPooling);
        return new ModelText
        {
            Tokenizer = tokenizer,
            WhyNoTokenizer = whyNoTokenizer,
            Templates = new ChatTemplateSet(package.ReadChatTemplates()),
            Defaults = package.ReadGenerationDefaults(),
            Pooling = pooling,
            WhyNoEmbeddings = whyNoEmbeddings,
        };
    }

    /// <summary>The chat template that says which parsers fit; null where there is none.</summary>
    internal string? TemplateSource(ChatTemplate? instead)
    {
        if (instead is not null) return instead.Source;
        try
        {
            return Templates.Choose(hasTools: true)?.Source;
        }
        catch (TemplateException)
        {
            // A template that is not valid says nothing here; requests that need it are told.
            return null;
        }
    }

    private static (T? Part, string? WhyNot) TryRead<T>(Func<T> read)
        where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (ModelFileException error)
        {
            return (null, error.Message);
        }
    }
}
