using System.Text.Json;
using System.Text.Json.Serialization;
using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Parameters;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Simple;

/// <summary><c>/generate</c>: one prompt, one text. <c>/batch-generate</c>: many such requests at once, each with parameters of its own.</summary>
internal sealed class SimpleEndpoints(ModelCatalog catalog, GatewayOptions options, ILogger<SimpleEndpoints> logger)
{
    private const string BatchField = "requests";
    private const int DefaultMaxTokens = 128;

    public async Task GenerateAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        TextRequest request = Read(inbound, inbound.Fields);
        UnknownFields.Log(logger, inbound);
        IReadOnlyList<GeneratedText> texts = await RunAsync([request], context.RequestAborted);
        await JsonResponse.WriteAsync(context, texts[0], ApiJson.Default.GeneratedText);
    }

    public async Task GenerateBatchAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        JsonElement list = inbound.Fields.List(BatchField) ?? throw RequestFields.Missing(BatchField);
        int count = list.GetArrayLength();
        if (count == 0) throw RequestFields.Wrong(BatchField, "requests must not be empty");
        if (count > options.MaxChoices) throw RequestFields.Wrong(BatchField, $"requests must be at most {options.MaxChoices}, got {count}");
        TextRequest[] requests = [.. list.EnumerateArray().Select((element, index) => ReadMember(inbound, element, index))];
        UnknownFields.Log(logger, inbound);
        IReadOnlyList<GeneratedText> texts = await RunAsync(requests, context.RequestAborted);
        await JsonResponse.WriteAsync(context, new GeneratedBatch(texts), ApiJson.Default.GeneratedBatch);
    }

    /// <summary>A member of a batch; what is wrong with it is named with its place.</summary>
    private static TextRequest ReadMember(InboundRequest inbound, JsonElement element, int index)
    {
        string place = $"{BatchField}[{index}]";
        if (element.ValueKind != JsonValueKind.Object) throw RequestFields.WrongType(place, "an object", element);
        try
        {
            return Read(inbound, new RequestFields(element));
        }
        catch (InferenceException error)
        {
            throw new InferenceException(error.Error, $"{place}: {error.Message}") { Parameter = $"{place}.{ApiError.ContractName(error.Parameter ?? "")}".TrimEnd('.') };
        }
    }

    private static TextRequest Read(InboundRequest inbound, RequestFields fields)
    {
        ServedModel model = inbound.Model;
        string prompt = fields.Text("prompt") ?? throw RequestFields.Missing("prompt");
        int? most = fields.Integer("max_tokens");
        SamplingParams sampling = SamplingFields.Read(fields, model, most ?? DefaultMaxTokens) with { N = 1, BeamWidth = 0, PromptLogprobs = null };
        int[] tokens = model.Tokenizer is { } tokenizer
            ? tokenizer.Encode(prompt, addSpecialTokens: true, parseSpecialTokens: true)
            : throw new InferenceException(InferenceError.InvalidRequest, "The model has no tokenizer: send token ids to /v1/completions.") { Parameter = "prompt" };
        PromptLength.Check(tokens.Length, most, model, "prompt", "max_tokens");
        return new TextRequest(model, inbound.ToTokens(tokens, sampling), TextFields.Read(fields));
    }

    private async Task<IReadOnlyList<GeneratedText>> RunAsync(IReadOnlyList<TextRequest> requests, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<ChoiceResult>> results = await ChoiceResult.CollectAsync(new TextGeneration(requests, pacing: options.StreamPacing), wanted: 1, cancellation);
        return [.. results.Select(choices => new GeneratedText(choices[0].Text, choices[0].Tokens.Count, choices[0].End.Name))];
    }
}

internal sealed record GeneratedText([property: JsonPropertyName("generated_text")] string Text, int NumTokens, string FinishReason);

internal sealed record GeneratedBatch(IReadOnlyList<GeneratedText> Results);
