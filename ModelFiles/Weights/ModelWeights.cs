using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Weights;

/// <summary>The weights of a model by role: all that its configuration calls for, each of the right shape.</summary>
public sealed class ModelWeights
{
    private readonly IReadOnlyDictionary<WeightKey, Weight> _weights;

    internal ModelWeights(IReadOnlyDictionary<WeightKey, Weight> weights) => _weights = weights;

    public IEnumerable<KeyValuePair<WeightKey, Weight>> All => _weights;

    /// <summary>A weight that the configuration calls for.</summary>
    public Weight this[WeightRole role, int? layer = null, int? expert = null] => _weights[new WeightKey(role, layer, expert)];

    /// <summary>A weight that the configuration need not call for.</summary>
    public Weight? Find(WeightRole role, int? layer = null, int? expert = null) =>
        _weights.GetValueOrDefault(new WeightKey(role, layer, expert));

    /// <summary>The output head: the token embedding where the two are tied.</summary>
    public Weight OutputHead(ModelConfig config) => this[config.TiedEmbeddings ? WeightRole.TokenEmbedding : WeightRole.OutputHead];
}
