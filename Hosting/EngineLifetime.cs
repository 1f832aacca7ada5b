using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inference.Hosting;

/// <summary>
/// Ties an engine to the application's host: it loads as the host starts, and when everything else has stopped, what is left in work may end
/// as long as the host has patience.
/// </summary>
internal sealed partial class EngineLifetime(InProcessEngine engine, ILogger<InProcessEngine> logger) : IHostedLifecycleService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (engine.Loading == ModelLoading.AtStart) await engine.LoadAsync(cancellationToken).ConfigureAwait(false);
        else if (engine.Loading == ModelLoading.InBackground) _ = LoadAsync();
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposal, which comes next, ends what did not end by itself.
            LogImpatient(logger, engine.Name);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LoadAsync()
    {
        try
        {
            await engine.LoadAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (OperationCanceledException or ObjectDisposedException))
        {
            LogFailed(logger, engine.Name, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} did not end its requests in the time that the host gives; they are given up")]
    private static partial void LogImpatient(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} cannot be loaded")]
    private static partial void LogFailed(ILogger logger, string name, Exception error);
}
