using Inference.Engine.Execution;
using Inference.Hosting.Composition;
using Inference.ModelFiles;

namespace Inference.Server.Terminal;

/// <summary>Loads models as the terminal's user watches.</summary>
internal static class WatchedLoading
{
    public static LocalModel Load(LocalModelOptions options, CancellationToken cancellation)
    {
        using ProgressLine line = new();
        return LocalModel.Load(options, line.Report, cancellation);
    }

    public static LoadedRunner Load(ModelPackage package, CpuRunnerOptions options, CancellationToken cancellation)
    {
        using ProgressLine line = new();
        return LoadedRunner.Load(package, options, line.Report, cancellation);
    }
}
