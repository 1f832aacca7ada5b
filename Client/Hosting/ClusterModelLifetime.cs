using Inference.Client.Models;
using Microsoft.Extensions.Hosting;

namespace Inference.Client.Hosting;

/// <summary>Looks for replicas as long as the application runs.</summary>
internal sealed class ClusterModelLifetime(ClusterModel model) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        model.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await model.DisposeAsync();
}
