using System.Diagnostics;
using Inference.Engine.Weights;
using Microsoft.Extensions.Logging;

namespace Inference.Hosting;

/// <summary>Tells a log how far the loading of a model is: where it takes long, every few seconds.</summary>
internal sealed partial class LoadingLog
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;
    private readonly string _model;
    private long _told = Stopwatch.GetTimestamp();

    public LoadingLog(ILogger logger, string model)
    {
        (_logger, _model) = (logger, model);
        LogBegin(logger, model);
    }

    public void Report(LoadProgress progress)
    {
        if (progress.TotalBytes <= 0 || Stopwatch.GetElapsedTime(_told) < Interval) return;
        _told = Stopwatch.GetTimestamp();
        LogProgress(_logger, _model, 100 * progress.LoadedBytes / progress.TotalBytes);
    }

    public void Done(string name, TimeSpan elapsed) => LogReady(_logger, name, elapsed.TotalSeconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading {Model}")]
    private static partial void LogBegin(ILogger logger, string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading {Model}: {Percent} %")]
    private static partial void LogProgress(ILogger logger, string model, long percent);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} is ready after {Seconds:0.0} s")]
    private static partial void LogReady(ILogger logger, string name, double seconds);
}
