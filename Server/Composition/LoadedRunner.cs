using Inference.Engine.Execution;
using Inference.Engine.Weights;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Server.Terminal;

namespace Inference.Server.Composition;

/// <summary>A model's weights in memory, ready to compute.</summary>
internal sealed record LoadedRunner(ModelConfig Config, CpuModelRunner Runner) : IDisposable
{
    /// <summary>What computes, in words.</summary>
    public string Computation
    {
        get
        {
            string without = Runner.KernelTier < KernelTier.MachineCode && KernelTierSupport.WhyNoMachineCode is { } why ? $" (no machine code: {why})" : "";
            return $"{Runner.ThreadCount} threads, {Runner.KernelTier} kernels{without}";
        }
    }

    /// <summary>Loads the weights of a model, telling how far it is where someone watches. Can be cancelled between two tensors.</summary>
    public static LoadedRunner Load(ModelPackage package, CpuRunnerOptions options, CancellationToken cancellation)
    {
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using ProgressLine line = new("loading");
        try
        {
            return new LoadedRunner(config, CpuModelRunner.Create(
                config, weights, options, new ImmediateProgress(progress =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    line.Report(progress.LoadedBytes, progress.TotalBytes);
                })));
        }
        catch (Exception error) when (error is ArgumentException or InsufficientMemoryException or PlatformNotSupportedException)
        {
            throw new CommandException(error.Message);
        }
    }

    public void Dispose() => Runner.Dispose();

    private sealed class ImmediateProgress(Action<LoadProgress> report) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => report(value);
    }
}
