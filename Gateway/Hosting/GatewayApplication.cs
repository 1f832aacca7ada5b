using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Console;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Errors;
using Inference.Gateway.Health;
using Inference.Gateway.Http;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Responses;
using Inference.Gateway.Security;
using Inference.Gateway.Simple;
using Inference.Gateway.Tokenization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Gateway.Hosting;

public static class GatewayApplication
{
    /// <summary>Puts the HTTP API into an application whose services have it.</summary>
    public static WebApplication UseGateway(this WebApplication application)
    {
        // 1. Every request has an id and a span, and every failure an answer.
        application.UseMiddleware<RequestIds>();
        application.UseMiddleware<RequestSpan>();
        application.UseMiddleware<AccessLog>();
        application.UseMiddleware<HttpMetrics>();
        application.UseMiddleware<ErrorMiddleware>();

        // 2. Where to.
        application.UseRouting();

        // 3. May it come in?
        application.UseCors();
        application.UseMiddleware<ApiKeyMiddleware>();
        application.UseMiddleware<WorkMiddleware>();
        application.UseMiddleware<QuotaMiddleware>();

        // 4. The work.
        MapWork(application);
        MapViews(application);
        MapConsole(application);
        return application;
    }

    /// <summary>Puts <c>/health</c>, <c>/ping</c>, <c>/ready</c>, <c>/version</c> and <c>/metrics</c> alone into an application.</summary>
    public static WebApplication UseOperatorEndpoints(this WebApplication application)
    {
        application.UseMiddleware<HttpMetrics>();
        application.UseMiddleware<ErrorMiddleware>();
        application.UseRouting();
        MapOperators(application);
        return application;
    }

    private static void MapWork(WebApplication application)
    {
        IServiceProvider services = application.Services;
        ChatEndpoint chat = services.GetRequiredService<ChatEndpoint>();
        CompletionsEndpoint completions = services.GetRequiredService<CompletionsEndpoint>();
        Post("/v1/chat/completions", chat.HandleAsync);
        Post("/v1/completions", completions.HandleAsync);
        application.MapGet("/v1/chat/completions/{id}", chat.ResumeAsync).WithMetadata(WorkMarker.Always);
        application.MapGet("/v1/completions/{id}", completions.ResumeAsync).WithMetadata(WorkMarker.Always);
        EmbeddingsEndpoint embeddings = services.GetRequiredService<EmbeddingsEndpoint>();
        Post("/v1/embeddings", embeddings.HandleAsync);
        Post("/pooling", embeddings.PoolAsync);
        foreach (string path in (string[])["/rerank", "/v1/rerank", "/v2/rerank"]) Post(path, services.GetRequiredService<RerankEndpoint>().HandleAsync);
        foreach (string path in (string[])["/score", "/v1/score"]) Post(path, services.GetRequiredService<ScoreEndpoint>().HandleAsync);
        Post("/v1/responses", services.GetRequiredService<ResponsesEndpoint>().HandleAsync);
        Post("/invocations", services.GetRequiredService<InvocationsEndpoint>().HandleAsync);
        Post("/generate", services.GetRequiredService<SimpleEndpoints>().GenerateAsync);
        Post("/batch-generate", services.GetRequiredService<SimpleEndpoints>().GenerateBatchAsync);

        void Post(string path, RequestDelegate handle) => application.MapPost(path, handle).WithMetadata(WorkMarker.Always);
    }

    private static void MapViews(WebApplication application)
    {
        IServiceProvider services = application.Services;
        ModelsEndpoint models = services.GetRequiredService<ModelsEndpoint>();
        View(application, "/v1/models", models.ListAsync);
        View(application, "/v1/models/{**model}", models.FindAsync);

        StoredResponsesEndpoints responses = services.GetRequiredService<StoredResponsesEndpoints>();
        View(application, "/v1/responses/{id}", responses.FindAsync).WithMetadata(new WorkMarker(StoredResponsesEndpoints.AsksForStream));
        View(application, "/v1/responses/{id}/input_items", responses.ItemsAsync);
        application.MapDelete("/v1/responses/{id}", responses.DeleteAsync);

        TokenizationEndpoints tokenization = services.GetRequiredService<TokenizationEndpoints>();
        application.MapPost("/tokenize", tokenization.TokenizeAsync);
        application.MapPost("/detokenize", tokenization.DetokenizeAsync);

        Open(application, "/load", services.GetRequiredService<LoadEndpoint>().HandleAsync);
        MapOperators(application);
    }

    private static void MapOperators(WebApplication application)
    {
        HealthEndpoints health = application.Services.GetRequiredService<HealthEndpoints>();
        Open(application, "/health", health.HealthAsync);
        Open(application, "/ready", health.ReadyAsync);
        application.MapMethods("/ping", [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post], health.HealthAsync).WithMetadata(OpenMarker.Instance);
        Open(application, "/version", HealthEndpoints.VersionAsync);
        Open(application, "/metrics", application.Services.GetRequiredService<MetricsEndpoint>().HandleAsync);
    }

    private static void MapConsole(WebApplication application)
    {
        // The page is the same for everybody; it asks for the key that what it shows is behind.
        ConsolePage page = application.Services.GetRequiredService<ConsolePage>();
        View(application, "/", page.IndexAsync).WithMetadata(OpenMarker.Instance);
        View(application, "/console/{file}", page.AssetAsync).WithMetadata(OpenMarker.Instance);

        ConsoleEndpoints console = application.Services.GetRequiredService<ConsoleEndpoints>();
        application.MapGet("/console/events", console.EventsAsync);
        application.MapPost("/console/requests/{id}/cancel", console.CancelAsync);
    }

    private static void Open(WebApplication application, string path, RequestDelegate handle) => View(application, path, handle).WithMetadata(OpenMarker.Instance);

    /// <summary>What can be looked at can be asked for by its head alone; the web server leaves out the body.</summary>
    private static IEndpointConventionBuilder View(WebApplication application, string path, RequestDelegate handle) =>
        application.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], handle);
}
