using Inference.Engine.Execution;
using Inference.Kernels.Attention;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Weights;

/// <summary>What has to be multiplied and read for a token: by this a speed is compared with what the machine gives.</summary>
public sealed class TokenWork
{
    private readonly ModelConfig _config;
    private readonly CpuRunnerOptions _options;
    private readonly KernelTier _tier;
    private readonly long _keyValueBytes;

    internal TokenWork(ModelConfig config, ModelWeights weights, CpuRunnerOptions options, KernelTier tier)
    {
        _config = config;
        _options = options;
        _tier = tier;
        _keyValueBytes = PagedKeyValues.BlockBytes(config.KeyValueHeadCount, config.HeadDimension, options.KeyValues) / PagedKeyValues.BlockTokens;
        foreach (bool experts in new[] { false, true })
        {
            KeyValuePair<WeightKey, Weight>[] matrices = [.. weights.All.Where(entry => IsMultiplied(entry.Key.Role, entry.Value) && IsOfExpert(entry.Key.Role) == experts)];
            WeightCounts Sum(IEnumerable<KeyValuePair<WeightKey, Weight>> some) =>
                some.Aggregate(default(WeightCounts), (sum, entry) => sum + Count(entry.Key.Role, entry.Value));
            long Active(long all) => experts && config.Experts is { } each ? all * each.ActivePerToken / each.Count : all;
            Prompt += Sum(matrices.Where(entry => IsForWholePrompts(entry.Key))).Select(Active);
            Output += Sum(matrices).Select(Active);
            WeightBytes += Active(matrices.Sum(entry => WeightMemory.Bytes(config, entry.Key.Role, entry.Value, options)));
        }
    }

    /// <summary>
    /// The weights that a token of a prompt is multiplied by, the last one aside: without the head, and in the last layer only as far as keys and values.
    /// </summary>
    public WeightCounts Prompt { get; }

    /// <summary>The weights that a token is multiplied by whose logits are wanted.</summary>
    public WeightCounts Output { get; }

    /// <summary>The memory of the weights that a step with one token reads.</summary>
    public long WeightBytes { get; }

    /// <summary>The memory of the weights that a step with a token of each of some sequences reads; null where that depends on which experts they choose.</summary>
    public long? StepWeightBytes(int sequences) => sequences == 1 || _config.Experts is null ? WeightBytes : null;

    /// <summary>The memory of the keys and values that a token attends to: those of so many tokens, itself included, or of its windows.</summary>
    public long KeyValueBytes(int tokens) => _config.SlidingWindows.Sum(window => (window == 0 ? tokens : Math.Min(tokens, window)) * _keyValueBytes);

    /// <summary>
    /// The keys and values that a token of a prompt of so many is multiplied by, on average, each by the queries of all its heads. The last layer, of which only the last token is wanted, is not
    /// among them.
    /// </summary>
    public WeightCounts Attention(int tokens)
    {
        double positions = _config.SlidingWindows.SkipLast(1).Sum(window =>
        {
            double growing = window == 0 ? tokens : Math.Min(tokens, window);
            return ((growing * (growing + 1) / 2) + ((tokens - growing) * window)) / tokens;
        });
        long count = (long)(positions * 2 * _config.HeadCount * _config.HeadDimension);
        bool rounds = _tier >= KernelTier.MachineCode && _options.Arithmetic == Arithmetic.Native && _options.KeyValues == KeyValueFormat.BFloat16;
        return rounds ? new WeightCounts(0, count, 0) : new WeightCounts(0, 0, count);
    }

    private bool IsMultiplied(WeightRole role, Weight weight) =>
        (weight.Packed is not null || weight.Tensor.Shape.Length > 1) && (role != WeightRole.TokenEmbedding || _config.TiedEmbeddings);

    /// <summary>Whether all tokens of a prompt go through it.</summary>
    private bool IsForWholePrompts(WeightKey key) =>
        key.Layer is { } layer
        && (layer < _config.LayerCount - 1 || key.Role is WeightRole.Query or WeightRole.Key or WeightRole.Value or WeightRole.QueryKeyValue);

    private WeightCounts Count(WeightRole role, Weight weight)
    {
        long count = weight.Packed is { } packed ? (long)packed.Outputs * packed.Inputs : weight.Tensor.ElementCount;
        if (_tier < KernelTier.MachineCode || _options.Arithmetic != Arithmetic.Native) return new WeightCounts(0, 0, count);
        ElementFormat format = weight.Tensor.Format;
        bool rounded = weight.Packed is not null || WeightMemory.QuantizationOf(_config, role, _options) is not null;
        if (rounded || (format.IsQuantized && weight.Scale is null)) return new WeightCounts(count, 0, 0);
        return format.Type == ElementType.BF16 && weight.Scale is null ? new WeightCounts(0, count, 0) : new WeightCounts(0, 0, count);
    }

    /// <summary>A token goes through some of these, all of one size.</summary>
    private static bool IsOfExpert(WeightRole role) => role is WeightRole.ExpertGate or WeightRole.ExpertUp or WeightRole.ExpertDown;
}
