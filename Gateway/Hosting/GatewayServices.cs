using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Console;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Health;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Responses;
using Inference.Gateway.Simple;
using Inference.Gateway.Tokenization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Gateway.Hosting;

public static class GatewayServices
{
    /// <summary>Adds the HTTP API for these models; <see cref="GatewayApplication.UseGateway"/> puts it into an application.</summary>
    /// <param name="services">To these.</param>
    /// <param name="models">What is served.</param>
    /// <param name="options">How.</param>
    /// <param name="metrics">What <c>/metrics</c> shows; made before the engines, so that it has all they measure.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, ModelCatalog models, GatewayOptions options, MetricsCollector metrics)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new ArgumentException("Gateway options: " + string.Join(" ", problems), nameof(options));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        });
        return services
            .AddRouting()
            .AddSingleton(models)
            .AddSingleton(options)
            .AddSingleton<WorkGate>()
            .AddSingleton<ChatEndpoint>()
            .AddSingleton<CompletionsEndpoint>()
            .AddSingleton<EmbeddingsEndpoint>()
            .AddSingleton<RerankEndpoint>()
            .AddSingleton<ScoreEndpoint>()
            .AddSingleton<ResponseStore>()
            .AddSingleton<ResponsesEndpoint>()
            .AddSingleton<StoredResponsesEndpoints>()
            .AddSingleton<ModelsEndpoint>()
            .AddSingleton<HealthEndpoints>()
            .AddSingleton<TokenizationEndpoints>()
            .AddSingleton<SimpleEndpoints>()
            .AddSingleton<EngineWatch>()
            .AddSingleton<ConsoleEndpoints>()
            .AddSingleton<ConsolePage>()
            .AddMetrics()
            .AddSingleton(metrics)
            .AddSingleton<HttpInstruments>()
            .AddSingleton<MetricsEndpoint>()
            .AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options.AllowedOrigins)));
    }

    private static void Allow(CorsPolicyBuilder policy, IReadOnlyList<string> origins)
    {
        policy.AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("X-Request-Id", "Retry-After", ModelChoice.VersionHeader);
        if (origins.Contains("*")) policy.AllowAnyOrigin();
        else policy.WithOrigins([.. origins]);
    }
}
