using System.Net;
using System.Security.Cryptography.X509Certificates;
using Inference.Gateway.Hosting;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Serving;

/// <summary>A web application that serves models over HTTP at one address.</summary>
internal static class GatewayHost
{
    /// <param name="models">What it serves.</param>
    /// <param name="options">How.</param>
    /// <param name="metrics">What it shows of them.</param>
    /// <param name="endpoint">Where; port 0 takes any that is free.</param>
    /// <param name="certificate">For TLS; null: without.</param>
    /// <param name="logging">Where its log goes.</param>
    /// <param name="journal">By which clients come back to streams that they lost; null: they cannot.</param>
    public static WebApplication Build(
        ModelCatalog models, GatewayOptions options, MetricsCollector metrics, IPEndPoint endpoint, X509Certificate2? certificate, Action<ILoggingBuilder> logging, IResponseJournal? journal = null)
    {
        WebApplicationBuilder builder = CreateBuilder(endpoint, certificate, logging);
        if (journal is not null) builder.Services.AddSingleton(journal);
        builder.Services.AddGateway(models, options, metrics);
        return builder.Build().UseGateway();
    }

    /// <summary>An application that listens there, and has nothing in it yet.</summary>
    public static WebApplicationBuilder CreateBuilder(IPEndPoint endpoint, X509Certificate2? certificate, Action<ILoggingBuilder> logging)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        logging(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endpoint, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        builder.Services.AddSingleton<IHostLifetime, ForeignLifetime>();
        return builder;
    }

    /// <summary>Signals are the command's business.</summary>
    private sealed class ForeignLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
