using Inference.Engine.Execution;
using Inference.Engine.Weights;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Hosting.Composition;

/// <summary>A model's weights in memory, ready to compute.</summary>
public sealed record LoadedRunner(ModelConfig Config, CpuModelRunner Runner) : IDisposable
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

    /// <summary>Loads the weights of a model. Can be cancelled between two tensors.</summary>
    /// <param name="package">Where they are.</param>
    /// <param name="options">How they are to run.</param>
    /// <param name="report">Told how far it is, on the calling thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    /// <exception cref="ModelLoadException">The options do not fit it, or the machine.</exception>
    public static LoadedRunner Load(ModelPackage package, CpuRunnerOptions options, Action<LoadProgress> report, CancellationToken cancellation)
    {
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        try
        {
            return new LoadedRunner(config, CpuModelRunner.Create(
                config, weights, options, new ImmediateProgress(progress =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    report(progress);
                })));
        }
        catch (Exception error) when (error is ArgumentException or InsufficientMemoryException or PlatformNotSupportedException)
        {
            throw new ModelLoadException(error.Message, error);
        }
    }

    public void Dispose() => Runner.Dispose();

    private sealed class ImmediateProgress(Action<LoadProgress> report) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => report(value);
    }
}
