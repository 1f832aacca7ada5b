using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Inference.Gateway.Parameters;

namespace Inference.Gateway.Embeddings;

/// <summary>Computes the vectors that one HTTP request needs. When one fails, so does the request.</summary>
internal sealed class EmbeddingRun
{
    /// <summary>Vectors in work at once: enough to fill the engine's steps, few enough to leave its queue to others.</summary>
    private const int AtOnce = 32;

    private readonly InboundRequest _inbound;
    private int _promptTokens;

    /// <exception cref="InferenceException">The model makes no vectors.</exception>
    public EmbeddingRun(InboundRequest inbound)
    {
        _inbound = inbound;
        Model = inbound.Model.Embeddings ?? throw RequestFields.Wrong("model", $"the model makes no embeddings ({inbound.Model.WhyNoEmbeddings})");
        inbound.Fields.AcceptTexts("user", "request_id");
        bool? normalize = inbound.Fields.Flag("normalize"), activate = inbound.Fields.Flag("use_activation");
        Normalizes = normalize ?? activate ?? Model.Pooling.Normalize;
    }

    public EmbeddingModel Model { get; }

    /// <summary>Whether vectors have a length of 1.</summary>
    public bool Normalizes { get; }

    /// <summary>Of all inputs so far.</summary>
    public Usage Usage => Usage.Of(_promptTokens, 0, 0);

    /// <summary>The requests for a field that holds texts or tokens.</summary>
    public IReadOnlyList<EmbeddingRequest> Read(string field) => Requests(CompletionPrompt.Read(_inbound.Fields, _inbound.Model, field), field);

    /// <summary>The request for a conversation, as the model's template writes it.</summary>
    public IReadOnlyList<EmbeddingRequest> ReadConversation()
    {
        ChatPrompt prompt = ChatPrompt.Read(_inbound.Fields, _inbound.Model, _inbound.Options.Time, isForAnswer: false);
        return Requests([new CompletionPrompt(prompt.Tokens, prompt.Text)], "messages");
    }

    /// <summary>The requests for the texts of a field.</summary>
    public IReadOnlyList<EmbeddingRequest> Of(IReadOnlyList<string> texts, string field) =>
        Requests([.. texts.Select(text => CompletionPrompt.OfText(text, _inbound.Model, _inbound.Fields.Flag("add_special_tokens") ?? true, field))], field);

    /// <summary>Numbers that the request wants of each vector.</summary>
    public int ReadSize()
    {
        int size = _inbound.Fields.Integer("dimensions") ?? Model.Size;
        return size >= 1 && size <= Model.Size ? size : throw RequestFields.Wrong("dimensions", $"dimensions must be in [1, {Model.Size}], got {size}");
    }

    public float[] Shorten(float[] vector, int size) => VectorMath.Shorten(vector, size, Normalizes);

    public async Task<float[][]> EmbedAsync(IReadOnlyList<EmbeddingRequest> requests)
    {
        float[][] vectors = new float[requests.Count][];
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = _inbound.Cancellation };
        await Parallel.ForAsync(0, requests.Count, options, async (i, cancellation) =>
            vectors[i] = (await Model.Service.EmbedAsync(requests[i], cancellation)).Vector).ConfigureAwait(false);
        _promptTokens += requests.Sum(request => request.Tokens.Count);
        return vectors;
    }

    private EmbeddingRequest[] Requests(IReadOnlyList<CompletionPrompt> inputs, string field)
    {
        if (inputs.Count > _inbound.Options.MaxChoices) throw RequestFields.Wrong(field, $"{field} must be at most {_inbound.Options.MaxChoices} texts, got {inputs.Count}");
        return [.. inputs.Select(input => _inbound.ToTokens(Checked(input, field), Model) with { Normalize = Normalizes })];
    }

    /// <summary>What is wrong with any of the inputs is told before the first of them is computed.</summary>
    private IReadOnlyList<int> Checked(CompletionPrompt input, string field)
    {
        IReadOnlyList<int> tokens = PromptLength.Truncate(input.Tokens, _inbound.Fields, _inbound.Model, maxTokens: null);
        if (tokens.Count == 0) throw RequestFields.Wrong(field, $"{field} must not be empty");
        if (tokens.Count <= _inbound.Model.MaxLength) return tokens;
        throw new InferenceException(
            InferenceError.TooLong, $"This model's maximum context length is {_inbound.Model.MaxLength} tokens. However, {field} has a text of {tokens.Count} tokens.") { Parameter = field };
    }
}
