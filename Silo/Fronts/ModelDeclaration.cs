using Inference.Abstractions.Models;
using Inference.Silo.Hosting;
using Inference.Silo.Registry;

namespace Inference.Silo.Fronts;

/// <summary>Tells the models' grains what is wanted of them: when the silo joins, and again where they have forgotten it.</summary>
internal sealed partial class ModelDeclaration(SiloSettings options, IGrainFactory grains, TimeProvider time, ILogger<ModelDeclaration> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool declared = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (ModelEntry model in options.Models.Models)
                {
                    IModelGrain grain = grains.GetGrain<IModelGrain>(model.Spec.Name);
                    if (!declared || await grain.GetSpecAsync() is null) await grain.DeclareAsync(model.Spec);
                }

                declared = true;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotDeclared(log, error.Message);
            }

            await Task.Delay(declared ? Period : Period / 10, time, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The models could not be declared, which is tried again: {Reason}")]
    private static partial void LogNotDeclared(ILogger log, string reason);
}
