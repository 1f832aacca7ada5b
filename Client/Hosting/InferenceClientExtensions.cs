using Inference.Client.Models;
using Inference.Contracts;
using Inference.Gateway.Clients;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Health;
using Inference.Gateway.Models;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Inference.Client.Hosting;

/// <summary>Adds a model of a cluster to an application.</summary>
public static class InferenceClientExtensions
{
    /// <summary>What silos call their cluster and their service, unless they are told otherwise.</summary>
    private const string DefaultId = "inference";

    /// <summary>
    /// Connects the application to a cluster, and adds a model of it as <see cref="ITokenService"/> and <see cref="IEmbeddingService"/>; where
    /// <see cref="InferenceClientOptions.Text"/> is given, as <see cref="IChatClient"/> too. A request that loses its replica goes on with the next token, unnoticed.
    /// </summary>
    /// <param name="builder">Of the application.</param>
    /// <param name="cluster">How to reach it: Orleans' own clustering methods.</param>
    /// <param name="configure">Which model, and how.</param>
    public static IHostApplicationBuilder AddInferenceClient(this IHostApplicationBuilder builder, Action<IClientBuilder> cluster, Action<InferenceClientOptions> configure)
    {
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(ids => (ids.ClusterId, ids.ServiceId) = (DefaultId, DefaultId));
            cluster(client);
        });
        builder.Services.AddInferenceModel(configure);
        return builder;
    }

    /// <summary>The same for services that have an Orleans client or silo already.</summary>
    public static IServiceCollection AddInferenceModel(this IServiceCollection services, Action<InferenceClientOptions> configure)
    {
        services.AddOptions<InferenceClientOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<InferenceClientOptions>, InferenceClientOptionsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ModelOf(provider));
        services.AddSingleton<ITokenService>(provider => provider.GetRequiredService<ClusterModel>());
        services.AddSingleton<IEmbeddingService>(provider => provider.GetRequiredService<ClusterModel>());
        services.AddSingleton(provider => ServedOf(provider));
        services.AddSingleton<IChatClient>(provider => new ModelChatClient(provider.GetRequiredService<ServedModel>(), provider.GetService<ILogger<ModelChatClient>>()));
        services.AddHostedService<ClusterModelLifetime>();
        return services;
    }

    private static ClusterModel ModelOf(IServiceProvider provider)
    {
        InferenceClientOptions options = provider.GetRequiredService<IOptions<InferenceClientOptions>>().Value;
        return new ClusterModel(
            provider.GetRequiredService<IClusterClient>(), options.Model, options.Version, options.Cluster, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ClusterModel>>());
    }

    private static ServedModel ServedOf(IServiceProvider provider)
    {
        InferenceClientOptions options = provider.GetRequiredService<IOptions<InferenceClientOptions>>().Value;
        if (options.Text is null) throw new InvalidOperationException($"A chat client needs the model's tokenizer and template: set {nameof(InferenceClientOptions)}.{nameof(options.Text)}.");
        using ModelPackage package = ModelPackage.Open(options.Text);
        ModelConfig config = package.ReadConfig();
        ModelText text = ModelText.Read(package);
        ClusterModel model = provider.GetRequiredService<ClusterModel>();
        return new ServedModelParts
        {
            Root = options.Text,
            Text = text,
            Service = model,
            MaxLength = config.MaxPositions,
            Embeddings = text.Pooling is null ? null : new EmbeddingModel(model, text.Pooling, config.HiddenSize),
            Status = () => new EngineStatus(model.Open, 0, 0, Unready: model.Replicas > 0 ? null : "no replica can be reached"),
        }.Compose(options.Served ?? new ServedModelOptions { Names = [options.Model] });
    }
}
