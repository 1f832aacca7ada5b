using Inference.Engine.Models;
using Inference.Engine.Weights;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Execution;

/// <summary>Runs a model on the processor's cores. The files may be closed once it is made.</summary>
public sealed class CpuModelRunner : IModelRunner
{
    private readonly ModelConfig _config;
    private readonly WorkerPool _pool;
    private readonly CpuOperations _operations;
    private readonly DecoderModel _model;
    private readonly PagedKeyValues[] _caches;
    private readonly ForwardPass _pass;
    private readonly Logits _logits;

    private CpuModelRunner(
        ModelConfig config, WorkerPool pool, CpuOperations operations, DecoderModel model, int maxPositions, int blocks, CpuRunnerOptions options)
    {
        Arithmetic = options.Arithmetic;
        KeyValues = options.KeyValues;
        _config = config;
        _pool = pool;
        _operations = operations;
        _model = model;
        MaxPositions = maxPositions;
        BlockCount = blocks;
        _caches = [.. Enumerable.Range(0, config.LayerCount)
            .Select(_ => new PagedKeyValues(blocks, config.KeyValueHeadCount, config.HeadDimension, options.KeyValues))];
        _pass = new ForwardPass(config, operations);
        _logits = new Logits(config.VocabularySize);
        Hidden = new HiddenStates(config.HiddenSize);
    }

    public int VocabularySize => _config.VocabularySize;

    public int BlockCount { get; }

    public int MaxPositions { get; }

    public int? WidestWindow => _config.SlidingWindows.Contains(0) ? null : _config.SlidingWindows.Max();

    public HiddenStates Hidden { get; }

    public int ThreadCount => _pool.ThreadCount;

    /// <summary>How keys and values are kept.</summary>
    public KeyValueFormat KeyValues { get; }

    public KernelTier KernelTier => _operations.Tier;

    public Arithmetic Arithmetic { get; }

    /// <summary>Loads the weights. The package that they come from may be disposed afterwards.</summary>
    /// <exception cref="ArgumentException">The options contradict the model.</exception>
    /// <exception cref="InsufficientMemoryException">Weights and cache do not fit into the memory that there is.</exception>
    public static CpuModelRunner Create(
        ModelConfig config, ModelWeights weights, CpuRunnerOptions? options = null, IProgress<LoadProgress>? progress = null)
    {
        options ??= new CpuRunnerOptions();
        int maxPositions = options.MaxPositions ?? config.MaxPositions;
        if (maxPositions < 1 || maxPositions > config.MaxPositions)
            throw new ArgumentException($"{nameof(options.MaxPositions)} is {maxPositions}; this model takes 1 to {config.MaxPositions} tokens.");
        if (config.HeadDimension % 2 != 0)
            throw new ArgumentException($"Heads have {config.HeadDimension} dimensions; an odd number is not supported.");

        CheckType(weights, options.WeightType);

        long weightBytes = WeightMemory.Bytes(config, weights, options);
        int blocks = CpuCacheSize.Blocks(config, options, maxPositions, weightBytes, CpuCacheSize.AvailableBytes(options));
        WorkerPool pool = new(options.Threads ?? PhysicalCores.Count);
        WeightLoader load = new(config, weights, pool, options, progress);
        CpuOperations? operations = null;
        try
        {
            operations = new CpuOperations(options.KernelTier ?? KernelTierSupport.Best, pool, options.Arithmetic);
            return new CpuModelRunner(config, pool, operations, new DecoderModel(config, load, maxPositions), maxPositions, blocks, options);
        }
        catch
        {
            foreach (IDisposable matrix in load.Matrices) matrix.Dispose();
            operations?.Dispose();
            pool.Dispose();
            throw;
        }
    }

    public void CopyBlock(int source, int destination)
    {
        foreach (PagedKeyValues cache in _caches) cache.CopyBlock(source, destination);
    }

    public Logits Forward(ForwardBatch batch)
    {
        Check(batch);
        _pass.Clear();
        foreach (BatchSlice slice in batch.Slices) _pass.Sequences.Add(slice.FirstRow, slice.RowCount, slice.Start, slice.Blocks);
        _pass.Resize(batch.Tokens.Length);
        _model.Forward(batch, _pass, _caches, _logits, Hidden);
        return _logits;
    }

    public void Share(IParallelWork work, int items) => _pool.Run(work, items);

    public void Dispose()
    {
        _pool.Dispose();
        _operations.Dispose();
        _model.Dispose();
        _pass.Dispose();
        _logits.Dispose();
        Hidden.Dispose();
        foreach (PagedKeyValues cache in _caches) cache.Dispose();
    }

    private static void CheckType(ModelWeights weights, ElementType? type)
    {
        if (type is null) return;
        foreach ((_, Weight weight) in weights.All)
        {
            if (weight.Packed is null && (weight.Tensor.Shape.Length < 2 || weight.Tensor.ElementType == type)) continue;
            string wanted = ElementFormat.Of(type.Value).Name;
            throw new ArgumentException(
                $"To compute in {wanted} the weights must be {wanted}, and {weight.Tensor.Name} is {weight.Tensor.Format.Name}: use auto or float32.");
        }
    }

    private void Check(ForwardBatch batch)
    {
        foreach (int token in batch.Tokens)
        {
            if ((uint)token >= (uint)VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(batch), token, $"Token ids are 0 to {VocabularySize - 1}.");
        }

        foreach (BatchSlice slice in batch.Slices)
        {
            if (slice.Start + slice.RowCount > MaxPositions)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(batch), slice.Start + slice.RowCount, $"A context has at most {MaxPositions} tokens.");
            }
        }
    }
}
