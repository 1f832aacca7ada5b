using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Weights;

/// <summary>Lists the weights that a configuration calls for, each with its shape.</summary>
internal sealed class WeightManifest(ModelConfig config, IWeightNames names)
{
    private readonly List<WeightSpec> _specs = [];

    public IReadOnlyList<WeightSpec> List()
    {
        long hidden = config.HiddenSize;
        Add(WeightRole.TokenEmbedding, null, config.VocabularySize, hidden);
        Add(WeightRole.FinalNorm, null, hidden);
        if (!config.TiedEmbeddings) Add(WeightRole.OutputHead, null, config.VocabularySize, hidden);
        AddRopeFactors();
        for (int layer = 0; layer < config.LayerCount; layer++)
        {
            AddAttention(layer);
            Add(WeightRole.FeedForwardNorm, layer, hidden);
            if (config.HasExperts(layer)) AddExperts(layer, config.Experts!);
            else AddFeedForward(layer);
            if (!config.PostNorms) continue;
            Add(WeightRole.PostAttentionNorm, layer, hidden);
            Add(WeightRole.PostFeedForwardNorm, layer, hidden);
        }

        return _specs;
    }

    private void AddRopeFactors()
    {
        long factors = config.Rope.Dimension / 2;
        if (config.Rope.Scaling is LongRopeScaling { ShortFactors: null })
        {
            Add(WeightRole.RopeShortFactors, null, factors);
            Add(WeightRole.RopeLongFactors, null, factors);
        }
        else if (names.Find(WeightRole.RopeFactors, null, null) is { } name)
        {
            _specs.Add(new WeightSpec(new WeightKey(WeightRole.RopeFactors), name, [factors], Optional: true));
        }
    }

    private void AddAttention(int layer)
    {
        long hidden = config.HiddenSize, queries = config.QuerySize, keys = config.KeyValueSize;
        Add(WeightRole.AttentionNorm, layer, hidden);
        if (config.FusedProjections)
        {
            Add(WeightRole.QueryKeyValue, layer, queries + (2 * keys), hidden);
        }
        else
        {
            Add(WeightRole.Query, layer, queries, hidden);
            Add(WeightRole.Key, layer, keys, hidden);
            Add(WeightRole.Value, layer, keys, hidden);
        }

        if (config.QueryKeyValueBias)
        {
            Add(WeightRole.QueryBias, layer, queries);
            Add(WeightRole.KeyBias, layer, keys);
            Add(WeightRole.ValueBias, layer, keys);
        }

        if (config.QueryKeyNorm)
        {
            Add(WeightRole.QueryNorm, layer, config.HeadDimension);
            Add(WeightRole.KeyNorm, layer, config.HeadDimension);
        }

        Add(WeightRole.AttentionOutput, layer, hidden, queries);
        if (config.AttentionOutputBias) Add(WeightRole.AttentionOutputBias, layer, hidden);
    }

    private void AddFeedForward(int layer)
    {
        long hidden = config.HiddenSize, width = config.IntermediateSize;
        if (config.FusedProjections)
        {
            Add(WeightRole.GateUp, layer, 2 * width, hidden);
        }
        else
        {
            Add(WeightRole.Gate, layer, width, hidden);
            Add(WeightRole.Up, layer, width, hidden);
        }

        Add(WeightRole.Down, layer, hidden, width);
        if (!config.FeedForwardBias) return;
        Add(WeightRole.GateBias, layer, width);
        Add(WeightRole.UpBias, layer, width);
        Add(WeightRole.DownBias, layer, hidden);
    }

    private void AddExperts(int layer, ExpertConfig experts)
    {
        long hidden = config.HiddenSize, width = experts.IntermediateSize;
        Add(WeightRole.Router, layer, experts.Count, hidden);
        if (names.ExpertsAreStacked(layer))
        {
            Add(WeightRole.ExpertGate, layer, experts.Count, width, hidden);
            Add(WeightRole.ExpertUp, layer, experts.Count, width, hidden);
            Add(WeightRole.ExpertDown, layer, experts.Count, hidden, width);
            return;
        }

        for (int expert = 0; expert < experts.Count; expert++)
        {
            AddExpert(WeightRole.ExpertGate, layer, expert, width, hidden);
            AddExpert(WeightRole.ExpertUp, layer, expert, width, hidden);
            AddExpert(WeightRole.ExpertDown, layer, expert, hidden, width);
        }
    }

    private void Add(WeightRole role, int? layer, params long[] shape) =>
        _specs.Add(new WeightSpec(new WeightKey(role, layer), names.Of(role, layer, null), shape));

    private void AddExpert(WeightRole role, int layer, int expert, params long[] shape) =>
        _specs.Add(new WeightSpec(new WeightKey(role, layer, expert), names.Of(role, layer, expert), shape));
}
