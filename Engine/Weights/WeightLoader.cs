using Inference.Engine.Execution;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Weights;

/// <summary>Copies weights out of their files into memory laid out for computing.</summary>
internal sealed class WeightLoader(
    ModelConfig config, ModelWeights weights, WorkerPool pool, CpuRunnerOptions options, IProgress<LoadProgress>? progress)
{
    private readonly long _total = weights.All.Sum(entry => entry.Value.FileBytes);
    private readonly List<WeightMatrix> _matrices = [];
    private long _loaded;

    /// <summary>Every matrix made so far, for whoever disposes them.</summary>
    public IReadOnlyList<WeightMatrix> Matrices => _matrices;

    public WeightMatrix Matrix(WeightRole role, int? layer = null) => Pack(role, layer, null);

    /// <summary>A matrix that is only looked up row by row.</summary>
    public WeightMatrix Rows(WeightRole role)
    {
        if (!WeightMemory.IsLookedUp(config, role, weights[role], options)) return Pack(role, null, null);
        MatrixSource source = Source(weights[role], role, null);
        return Keep(WeightMatrix.CopyRows(source, pool), source.Bytes.Length);
    }

    /// <summary>One expert's matrix, whether the file holds experts apart or stacked.</summary>
    public WeightMatrix ExpertMatrix(WeightRole role, int layer, int expert) => Pack(role, layer, expert);

    /// <summary>A norm's weights as factors.</summary>
    public float[] Norm(WeightRole role, int? layer = null)
    {
        float[] values = Vector(role, layer);
        for (int i = 0; i < values.Length; i++) values[i] += config.NormWeightOffset;
        return values;
    }

    public float[] Bias(WeightRole role, int layer)
    {
        float[] values = Vector(role, layer);
        return role is WeightRole.QueryBias or WeightRole.KeyBias && config.InterleavedQueryKeyRows
            ? [.. Enumerable.Range(0, values.Length).Select(row => values[FileRow(row)])]
            : values;
    }

    /// <summary>The values, or null where the model has none.</summary>
    public float[]? FindVector(WeightRole role) => weights.Find(role) is null ? null : Vector(role, null);

    private float[] Vector(WeightRole role, int? layer)
    {
        TensorInfo tensor = weights[role, layer].Tensor;
        float[] values = tensor.ToSingles();
        Report(tensor.Data.Length);
        return values;
    }

    private MatrixSource Source(Weight weight, WeightRole role, int? expert)
    {
        TensorInfo tensor = weight.Tensor;
        ScaleGrid? scales = weight.Scale is null ? null : BlockScales.Over(tensor, weight.Scale);
        if (tensor.Shape.Length == 3) return Slice(tensor, expert!.Value, scales);
        bool interleaved = role is WeightRole.Query or WeightRole.Key && config.InterleavedQueryKeyRows;
        return new MatrixSource(tensor.ElementType, tensor.Data, checked((int)tensor.RowCount), checked((int)tensor.RowLength))
        {
            Scales = scales,
            RowOrder = interleaved ? FileRow : null,
        };
    }

    /// <summary>One expert of [experts, outputs, inputs].</summary>
    private static MatrixSource Slice(TensorInfo tensor, int expert, ScaleGrid? scales)
    {
        if (scales is not null)
            throw new ModelFileException(tensor.File, tensor.Name, "holds stacked experts with scales apart, which are not supported");
        long bytes = tensor.Data.Length / tensor.Shape[0];
        return new MatrixSource(
            tensor.ElementType, tensor.Data.Slice(expert * bytes, bytes), checked((int)tensor.Shape[1]), checked((int)tensor.Shape[2]));
    }

    private int FileRow(int row) => InterleavedRows.FileRow(row, config.HeadDimension, config.Rope.Dimension);

    private WeightMatrix Pack(WeightRole role, int? layer, int? expert)
    {
        Weight weight = weights.Find(role, layer, expert) ?? weights[role, layer];
        if (weight.Packed is { } packed) return Keep(Pack(packed), packed.FileBytes);
        MatrixSource source = Source(weight, role, expert);
        return Keep(
            WeightMemory.QuantizationOf(config, role, options) is { } kind
                ? WeightMatrix.Quantize(source, pool, options.Arithmetic, kind)
                : WeightMatrix.Pack(source, pool, options.Arithmetic),
            source.Bytes.Length);
    }

    private WeightMatrix Pack(PackedWeight packed)
    {
        PackedSource source = new(
            packed.Format.Method == PackedMethod.Awq ? PackedOrder.Awq : PackedOrder.Gptq, packed.Format.Bits, packed.Outputs, packed.Inputs,
            packed.Group, packed.Format.ZeroBias, packed.Integers.Data, packed.Zeros.Data, packed.Scales.Data, packed.Scales.ElementType);
        return WeightMatrix.TryPack(source, pool, options.Arithmetic)
            ?? throw new ModelFileException(packed.Scales.File, packed.Scales.Name, "holds a scale that is too large or no number");
    }

    private WeightMatrix Keep(WeightMatrix matrix, long bytes)
    {
        _matrices.Add(matrix);
        Report(bytes);
        return matrix;
    }

    private void Report(long bytes)
    {
        _loaded += bytes;
        progress?.Report(new LoadProgress(_loaded, _total));
    }
}
