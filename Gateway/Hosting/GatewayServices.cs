using Inference.Gateway.Chat;
using Inference.Gateway.Completions;
using Inference.Gateway.Health;
using Inference.Gateway.Limits;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Gateway.Hosting;

public static class GatewayServices
{
    /// <summary>Adds the HTTP API for these models; <see cref="GatewayApplication.UseGateway"/> puts it into an application.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, ModelCatalog models, GatewayOptions options)
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
            .AddSingleton<ModelsEndpoint>()
            .AddSingleton<HealthEndpoints>();
    }
}
