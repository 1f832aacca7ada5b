using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Console;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Health;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Inference.Gateway.Responses;
using Inference.Gateway.Simple;
using Inference.Gateway.Tokenization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Gateway.Hosting;

public static class GatewayServices
{
    /// <summary>
    /// Adds the HTTP API for these models; <see cref="GatewayApplication.UseGateway"/> puts it into an application. Where there is an
    /// <see cref="IResponseJournal"/> among the services, clients can come back to streams that they lost.
    /// </summary>
    /// <param name="services">To these.</param>
    /// <param name="models">What is served.</param>
    /// <param name="options">How.</param>
    /// <param name="metrics">What <c>/metrics</c> shows; made before the engines, so that it has all they measure.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, ModelCatalog models, GatewayOptions options, MetricsCollector metrics) =>
        services.AddGateway(_ => models, options, metrics);

    /// <inheritdoc cref="AddGateway(IServiceCollection, ModelCatalog, GatewayOptions, MetricsCollector)"/>
    /// <param name="services">To these.</param>
    /// <param name="models">Makes what is served of the application's services.</param>
    /// <param name="options">How.</param>
    /// <param name="metrics">What <c>/metrics</c> shows; made before the engines, so that it has all they measure.</param>
    public static IServiceCollection AddGateway(this IServiceCollection services, Func<IServiceProvider, ModelCatalog> models, GatewayOptions options, MetricsCollector metrics)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new ArgumentException("Gateway options: " + string.Join(" ", problems), nameof(options));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        });
        return services
            .AddOperatorEndpoints(metrics)
            .AddSingleton(models)
            .AddSingleton(options)
            .AddSingleton<IHealthSource, CatalogHealth>()
            .AddSingleton<LoadEndpoint>()
            .AddSingleton<StreamedResponses>()
            .AddSingleton<ChatEndpoint>()
            .AddSingleton<CompletionsEndpoint>()
            .AddSingleton<EmbeddingsEndpoint>()
            .AddSingleton<RerankEndpoint>()
            .AddSingleton<ScoreEndpoint>()
            .AddSingleton<ResponseStore>()
            .AddSingleton<ResponsesEndpoint>()
            .AddSingleton<StoredResponsesEndpoints>()
            .AddSingleton<ModelsEndpoint>()
            .AddSingleton<TokenizationEndpoints>()
            .AddSingleton<SimpleEndpoints>()
            .AddSingleton<InvocationsEndpoint>()
            .AddSingleton<EngineWatch>()
            .AddSingleton<ConsoleEndpoints>()
            .AddSingleton<ConsolePage>()
            .AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options.AllowedOrigins)));
    }

    /// <summary>Adds what operators ask of a process that serves no model to clients; <see cref="GatewayApplication.UseOperatorEndpoints"/> puts it into an application.</summary>
    public static IServiceCollection AddOperatorEndpoints(this IServiceCollection services, MetricsCollector metrics) => services
        .AddRouting()
        .AddSingleton<WorkGate>()
        .AddSingleton<HealthEndpoints>()
        .AddMetrics()
        .AddSingleton(metrics)
        .AddSingleton<HttpInstruments>()
        .AddSingleton<MetricsEndpoint>();

    private static void Allow(CorsPolicyBuilder policy, IReadOnlyList<string> origins)
    {
        policy.AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("X-Request-Id", "Retry-After", ModelChoice.VersionHeader);
        if (origins.Contains("*")) policy.AllowAnyOrigin();
        else policy.WithOrigins([.. origins]);
    }
}
