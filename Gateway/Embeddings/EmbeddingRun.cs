using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Parameters;

namespace Inference.Gateway.Embeddings;

/// <summary>Computes the vectors of one HTTP request. When one fails, so does the request.</summary>
internal sealed class EmbeddingRun
{
    /// <summary>Vectors in work at once: enough to fill the engine's steps, few enough to leave its queue to others.</summary>
    private const int AtOnce = 32;

    private readonly InboundRequest _inbound;
    private readonly EmbeddingModel _embeddings;

    /// <exception cref="InferenceException">The model makes no vectors.</exception>
    public EmbeddingRun(InboundRequest inbound)
    {
        _inbound = inbound;
        _embeddings = inbound.Model.Embeddings ?? throw RequestFields.Wrong("model", $"The model makes no embeddings: {inbound.Model.WhyNoEmbeddings}");
    }

    public EmbeddingModel Model => _embeddings;

    /// <summary>Tokens of all inputs so far.</summary>
    public int PromptTokens { get; private set; }

    public IReadOnlyList<int> Encode(string text, string field) => _inbound.Model.Tokenizer is { } tokenizer
        ? tokenizer.Encode(text, addSpecialTokens: _inbound.Fields.Flag("add_special_tokens") ?? true, parseSpecialTokens: true)
        : throw RequestFields.Wrong(field, "The model has no tokenizer, so that it takes token ids only");

    /// <param name="inputs">The inputs' tokens.</param>
    /// <param name="field">Where the request has them, for errors.</param>
    public async Task<float[][]> EmbedAsync(IReadOnlyList<IReadOnlyList<int>> inputs, string field)
    {
        int most = _inbound.Options.MaxChoices;
        if (inputs.Count > most) throw RequestFields.Wrong(field, $"{field} must be at most {most} inputs, got {inputs.Count}");
        _inbound.Name((nameof(EmbeddingRequest.Tokens), field));
        EmbeddingRequest[] requests = [.. inputs.Select(Request)];
        UnknownInputs(requests, field);
        float[][] vectors = new float[requests.Length][];
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = _inbound.Cancellation };
        await Parallel.ForAsync(0, requests.Length, options, async (i, cancellation) =>
            vectors[i] = (await _embeddings.Service.EmbedAsync(requests[i], cancellation)).Vector);
        PromptTokens += requests.Sum(request => request.Tokens.Count);
        return vectors;
    }
}
