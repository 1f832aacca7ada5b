using Inference.Contracts;
using Inference.Gateway.Clients;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Inference.Hosting;

/// <summary>
/// Adds engines to an application. Each is a singleton <see cref="IChatClient"/>, <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings,
/// <see cref="ITokenService"/>, <see cref="IEmbeddingService"/>, <see cref="IEngineOperations"/> and <see cref="InProcessEngine"/>. Wrong options end in
/// one <see cref="OptionsValidationException"/> that tells all problems: when the host starts, or without one when the engine is first asked for.
/// </summary>
public static class InferenceEngineServices
{
    /// <summary>Adds the application's engine.</summary>
    public static IServiceCollection AddInferenceEngine(this IServiceCollection services, Action<InferenceEngineOptions> configure) =>
        Add(services, null, options => options.Configure(configure));

    /// <summary>Adds the application's engine, with options from its configuration.</summary>
    public static IServiceCollection AddInferenceEngine(this IServiceCollection services, IConfiguration configuration) =>
        Add(services, null, options => options.Bind(configuration));

    /// <summary>Adds one of several engines: its services are keyed by its name.</summary>
    public static IServiceCollection AddInferenceEngine(this IServiceCollection services, string name, Action<InferenceEngineOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, options => options.Configure(configure));
    }

    /// <summary>Adds one of several engines, with options from the application's configuration: its services are keyed by its name.</summary>
    public static IServiceCollection AddInferenceEngine(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, options => options.Bind(configuration));
    }

    /// <summary>An engine that is added twice is one engine, with the options of both.</summary>
    private static IServiceCollection Add(IServiceCollection services, string? name, Action<OptionsBuilder<InferenceEngineOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<InferenceEngineOptions> options = services.AddOptions<InferenceEngineOptions>(name);
        configure(options);
        if (services.Any(service => service.ServiceType == typeof(InProcessEngine) && Equals(service.ServiceKey, name))) return services;

        options.ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InferenceEngineOptions>, InferenceEngineOptionsValidation>());
        services.AddKeyedSingleton(name, (provider, _) => new InProcessEngine(
            provider.GetRequiredService<IOptionsMonitor<InferenceEngineOptions>>().Get(name ?? Options.DefaultName), LoggerOf<InProcessEngine>(provider)));
        services.AddSingleton<IHostedService>(provider => new EngineLifetime(EngineOf(provider, name), LoggerOf<InProcessEngine>(provider)));
        services.AddKeyedSingleton<IChatClient>(name, (provider, _) => new EngineChatClient(EngineOf(provider, name), LoggerOf<ModelChatClient>(provider)));
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(name, (provider, _) =>
            new EngineEmbeddingGenerator(EngineOf(provider, name), LoggerOf<ModelEmbeddingGenerator>(provider)));
        services.AddKeyedSingleton<ITokenService>(name, (provider, _) => EngineOf(provider, name));
        services.AddKeyedSingleton<IEmbeddingService>(name, (provider, _) => EngineOf(provider, name));
        services.AddKeyedSingleton<IEngineOperations>(name, (provider, _) => EngineOf(provider, name));
        return services;
    }

    private static InProcessEngine EngineOf(IServiceProvider provider, string? name) => provider.GetRequiredKeyedService<InProcessEngine>(name);

    private static ILogger<T> LoggerOf<T>(IServiceProvider provider) => (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<T>();
}
