using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Inference.Gateway.Models;
using Inference.Gateway.Security;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Http;

/// <summary>A request in the words of the API, by HTTP or not: its fields, and the model that it is for.</summary>
internal sealed class InboundRequest
{
    private readonly GatewayOptions _options;
    private int _sent;

    public InboundRequest(string id, RequestFields fields, ServedModel model, GatewayOptions options, CancellationToken cancellation)
    {
        (Id, Fields, Model, _options, Cancellation) = (id, fields, model, options, cancellation);
        Now = options.Time.GetUtcNow();
    }

    public RequestFields Fields { get; }

    /// <summary>All of them, as they came.</summary>
    public JsonElement Body => Fields.Root;

    public ServedModel Model { get; }

    public DateTimeOffset Now { get; init; }

    public string Id { get; }

    /// <summary>Whose request it is; null where no keys are asked for.</summary>
    public string? Tenant { get; init; }

    /// <summary>Names the conversation; null: nothing does.</summary>
    public string? Session { get; init; }

    /// <summary>What errors call parameters.</summary>
    public ParameterNames Names { get; private init; } = new();

    private int Priority => Fields.Integer("priority") ?? 0;

    private string? CacheSalt =>
        Fields.Text("cache_salt") is { } salt ? salt.Length > 0 ? salt : throw RequestFields.Wrong("cache_salt", "cache_salt must not be empty") : null;

    private DateTimeOffset? Deadline => _options.RequestTimeout is { } timeout ? Now + timeout : null;

    public CancellationToken Cancellation { get; }

    public GatewayOptions Options => _options;

    /// <exception cref="ApiException">The body is no JSON object, or names a model that is not served.</exception>
    public static async Task<InboundRequest> ReadAsync(HttpContext context, ModelCatalog catalog, GatewayOptions options)
    {
        JsonElement root = await RequestBody.ReadObjectAsync(context);
        RequestFields fields = new(root);
        string? session = ModelChoice.SessionOf(context, fields);
        InboundRequest inbound = new(context.TraceIdentifier, fields, ModelChoice.Of(context, fields, catalog, session), options, context.RequestAborted)
        {
            Tenant = ClientKey.TenantOf(context),
            Session = session,
        };
        context.Features.Set(inbound.Names);
        return inbound;
    }

    /// <summary>The same request in other words: as another endpoint would have been asked.</summary>
    public InboundRequest As(RequestFields fields) => new(Id, fields, Model, _options, Cancellation) { Names = Names, Tenant = Tenant, Session = Session, Now = Now };

    /// <summary>Errors name these parameters as given here. Who names them first knows best what the client has said.</summary>
    public void Name(params (string Property, string Field)[] names) => Names.Set(names);

    /// <summary>What goes to the engine, for one of the request's prompts.</summary>
    public GenerateRequest ToTokens(IReadOnlyList<int> prompt, SamplingParams sampling, ConstraintSpec? constraint = null, ReasoningSpan? reasoning = null) => new()
    {
        Id = NextId(),
        Prompt = prompt,
        Sampling = sampling,
        Constraint = constraint,
        Reasoning = constraint is null ? null : reasoning,
        Priority = Priority,
        CacheSalt = CacheSalt,
        Tenant = Tenant,
        Session = Session,
        Deadline = Deadline,
    };

    /// <summary>What goes to the engine, for one of the texts whose vectors are wanted.</summary>
    public EmbeddingRequest ToTokens(IReadOnlyList<int> tokens, EmbeddingModel model) =>
        model.Request(NextId(), tokens) with { Priority = Priority, CacheSalt = CacheSalt, Tenant = Tenant, Deadline = Deadline };

    /// <exception cref="InferenceException">Prompts and choices are more than one request may have.</exception>
    public void CheckChoices(int prompts, SamplingParams sampling)
    {
        if (sampling.N < 1) throw RequestFields.Wrong("n", $"n must be at least 1, got {sampling.N}");
        long choices = (long)prompts * Math.Max(sampling.N, sampling.BeamWidth);
        if (choices <= _options.MaxChoices) return;
        string name = Fields.Has("best_of") ? "best_of" : "n";
        throw RequestFields.Wrong(name, $"prompts times {name} must be at most {_options.MaxChoices}, got {choices}");
    }

    /// <summary>Clients may send the same id twice; the engine wants each once.</summary>
    private string NextId() => $"{Id}-{_sent++}-{Guid.NewGuid():N}";
}
