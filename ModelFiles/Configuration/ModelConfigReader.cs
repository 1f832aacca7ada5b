using Inference.ModelFiles.Architectures;

namespace Inference.ModelFiles.Configuration;

/// <summary>Reads a <see cref="ModelConfig"/> from the fields of either kind of file.</summary>
internal static class ModelConfigReader
{
    public const int MaxWidth = 1 << 20;
    public const int MaxPositions = 1 << 28;
    private const int MaxLayers = 1 << 12;
    private const int MaxHeads = 1 << 14;
    private const int MaxHeadDimension = 1 << 12;
    private const int MaxVocabulary = 1 << 24;

    /// <summary>The configuration; what is wrong with it is added to the fields' problems, and then the result is not to be used.</summary>
    public static ModelConfig Read(Architecture architecture, ConfigFields fields, ModelFormat format)
    {
        int hidden = fields.Count("hidden_size", MaxWidth);
        int layers = fields.Count("num_hidden_layers", MaxLayers);
        int heads = fields.Count("num_attention_heads", MaxHeads);
        int keyValueHeads = fields.OptionalCount("num_key_value_heads", MaxHeads) ?? heads;
        if (heads % keyValueHeads != 0) fields.Report("num_key_value_heads", $"is {keyValueHeads}, which does not divide the {heads} heads");

        int headDimension = HeadDimension(architecture, fields, format, hidden, heads);
        int maxPositions = fields.Count("max_position_embeddings", MaxPositions);
        int vocabulary = fields.Count("vocab_size", MaxVocabulary);
        ModelConfig plain = new()
        {
            Architecture = architecture.Name,
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadDimension = headDimension,
            IntermediateSize = fields.OptionalCount("intermediate_size", MaxWidth, minimum: 0) ?? 0,
            MaxPositions = maxPositions,
            NormEpsilon = fields.Positive("rms_norm_eps"),
            Rope = RopeConfigReader.Read(fields, headDimension, maxPositions, format),
            AttentionScale = 1 / MathF.Sqrt(headDimension),
            TiedEmbeddings = fields.Flag("tie_word_embeddings") ?? architecture.DefaultTiedEmbeddings,
            QueryKeyValueBias = fields.Flag("attention_bias") ?? false,
            AttentionOutputBias = fields.Flag("attention_output_bias") ?? false,
            FeedForwardBias = fields.Flag("mlp_bias") ?? false,
            Activation = ReadActivation(architecture, fields),
            SlidingWindows = new int[layers],
            BosTokenId = TokenIds(fields, "bos_token_id", vocabulary).Cast<int?>().FirstOrDefault(),
            EosTokenIds = EosTokenIds(fields, vocabulary),
            PadTokenId = TokenIds(fields, "pad_token_id", vocabulary).Cast<int?>().FirstOrDefault(),
        };
        ModelConfig config = architecture.Configure(plain, fields, format);
        bool anyDense = Enumerable.Range(0, layers).Any(layer => !config.HasExperts(layer));
        if (anyDense && config.IntermediateSize == 0) fields.Report("intermediate_size", "is missing");
        if (config.FeedForwardBias && config.Experts is not null) fields.Report("mlp_bias", "is not supported together with experts");
        return config;
    }

    public static IReadOnlyList<int> EosTokenIds(ConfigFields fields, int vocabulary) =>
        [.. new[] { "eos_token_id", "eot_token_id", "eom_token_id" }.SelectMany(field => TokenIds(fields, field, vocabulary)).Distinct()];

    /// <summary>One id or a list; those outside the vocabulary (−1 stands for none in some files) are left out.</summary>
    private static IEnumerable<int> TokenIds(ConfigFields fields, string field, int vocabulary) =>
        (fields.Numbers(field) ?? []).Where(id => id >= 0 && id < vocabulary && id == Math.Floor(id)).Select(id => (int)id);

    private static int HeadDimension(Architecture architecture, ConfigFields fields, ModelFormat format, int hidden, int heads)
    {
        int? given = fields.OptionalCount("head_dim", MaxHeadDimension);
        if (fields.OptionalCount("value_head_dim", MaxHeadDimension) is { } value && value != (given ?? hidden / heads))
        {
            fields.Report("value_head_dim", $"is {value}; value heads of another size than key heads are not supported");
        }

        int? usual = format == ModelFormat.HuggingFace ? architecture.DefaultHeadDimension : null;
        if ((given ?? usual) is { } dimension) return dimension;

        // A width or count that could not be read is a problem already; what would follow from it is not another.
        const int Harmless = 2;
        if (!fields.Has("hidden_size") || hidden == 1) return Harmless;
        if (hidden % heads != 0) fields.Report("num_attention_heads", $"is {heads}, which does not divide hidden size {hidden}");
        return Math.Max(1, hidden / heads);
    }

    private static Activation ReadActivation(Architecture architecture, ConfigFields fields)
    {
        switch (fields.Text("hidden_activation") ?? fields.Text("hidden_act"))
        {
            case null:
                return architecture.DefaultActivation;
            case "silu" or "swish":
                return Activation.Silu;
            case "gelu_pytorch_tanh" or "gelu_new" or "gelu_fast":
                return Activation.GeluTanh;

            // Early configurations of the Gemma family say gelu and mean its tanh form.
            case "gelu" when architecture.DefaultActivation == Activation.GeluTanh:
                return Activation.GeluTanh;
            case { } other:
                fields.Report("hidden_act", $"'{other}' is not supported (silu and gelu_pytorch_tanh are)");
                return architecture.DefaultActivation;
        }
    }
}
