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
        IReadOnlyList<GeneratedText> texts = await RunAsync(new TextGeneration([request], pacing: options.StreamPacing), context.RequestAborted);
        await JsonResponse.WriteAsync(context, texts[0], ApiJson.Default.GeneratedText);
    }

    public async Task GenerateBatchAsync(HttpContext context)
    {
        InboundRequest inbound = await InboundRequest.ReadAsync(context, catalog, options);
        JsonElement list = inbound.Fields.List(BatchField) ?? throw RequestFields.Missing(BatchField);
        int count = list.GetArrayLength();
        if (count == 0) throw RequestFields.Wrong(BatchField, "requests must not be empty");
        if (count > options.MaxChoices) throw RequestFields.Wrong(BatchField, $"requests must be at most {options.MaxChoices}, got {count}");
        RequestFields[] members = [.. list.EnumerateArray().Select((element, index) =>
            element.ValueKind == JsonValueKind.Object ? new RequestFields(element) : throw RequestFields.WrongType(PlaceOf(index), "an object", element))];
        TextRequest[] requests = [.. members.Select((fields, index) => ReadMember(inbound, fields, index))];
        UnknownFields.Log(logger, inbound, members);
        TextGeneration generation = new(requests, pacing: options.StreamPacing);
        try
        {
            await JsonResponse.WriteAsync(context, new GeneratedBatch(await RunAsync(generation, context.RequestAborted)), ApiJson.Default.GeneratedBatch);
        }
        catch (InferenceException error) when (error.Parameter is not null)
        {
            throw At(generation.FailedPrompt, error);
        }
    }

    /// <summary>A member of a batch; what is wrong with it is named with its place.</summary>
    private static TextRequest ReadMember(InboundRequest inbound, RequestFields fields, int index)
    {
        try
        {
            return Read(inbound, fields);
        }
        catch (InferenceException error)
        {
            throw At(index, error);
        }
    }

    private static string PlaceOf(int index) => $"{BatchField}[{index}]";

    private static InferenceException At(int index, InferenceException error) => new(error.Error, $"{PlaceOf(index)}: {error.Message}", error)
    {
        Parameter = $"{PlaceOf(index)}.{ApiError.ContractName(error.Parameter ?? "")}".TrimEnd('.'),
        RetryAfter = error.RetryAfter,
    };

    private static TextRequest Read(InboundRequest inbound, RequestFields fields)
    {
        ServedModel model = inbound.Model;
        string prompt = fields.Text("prompt") ?? throw RequestFields.Missing("prompt");
        if (fields.Text("model") is { Length: > 0 } name && !model.Names.Contains(name)) throw RequestFields.Wrong("model", $"model must be that of all requests, {model.Name}, got {name}");
        RefuseMore(fields);
        int? most = fields.Integer("max_tokens");
        SamplingParams sampling = SamplingFields.Read(fields, model, most ?? DefaultMaxTokens);
        int[] tokens = model.Tokenizer is { } tokenizer
            ? tokenizer.Encode(prompt, addSpecialTokens: true, parseSpecialTokens: true)
            : throw new InferenceException(InferenceError.InvalidRequest, "The model has no tokenizer: send token ids to /v1/completions.") { Parameter = "prompt" };
        PromptLength.Check(tokens.Length, most, model, "prompt", "max_tokens");
        return new TextRequest(model, inbound.ToTokens(tokens, sampling), TextFields.Read(fields));
    }

    /// <summary>One prompt, one text, and nothing said about it: who wants more must not believe to get it.</summary>
    private static void RefuseMore(RequestFields fields)
    {
        foreach (string name in (string[])["n", "best_of"])
        {
            if ((fields.Integer(name) ?? 1) != 1) throw RequestFields.Wrong(name, $"{name} must be 1 here: use /v1/completions for more");
        }

        foreach (string name in (string[])["stream", "use_beam_search"])
        {
            if (fields.Flag(name) == true) throw RequestFields.Wrong(name, $"{name} is not available here: use /v1/completions");
        }

        if (fields.Has("prompt_logprobs")) throw RequestFields.Wrong("prompt_logprobs", "prompt_logprobs are not available here: use /v1/completions");
    }

    private static async Task<IReadOnlyList<GeneratedText>> RunAsync(TextGeneration generation, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<ChoiceResult>> results = await ChoiceResult.CollectAsync(generation, wanted: 1, cancellation);
        return [.. results.Select(choices => new GeneratedText(choices[0].Text, choices[0].Tokens.Count, choices[0].End.Name))];
    }
}

internal sealed record GeneratedText([property: JsonPropertyName("generated_text")] string Text, int NumTokens, string FinishReason);

internal sealed record GeneratedBatch(IReadOnlyList<GeneratedText> Results);
