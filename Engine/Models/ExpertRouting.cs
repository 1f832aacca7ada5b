using Inference.Kernels.Buffers;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Models;

/// <summary>
/// Which experts each token goes through. A token's experts are ranked by probability, the lower number first among equals; what they
/// give is summed by rank, so the grouping changes no bit.
/// </summary>
internal sealed class ExpertRouting(ExpertConfig config)
{
    private readonly int[] _firstRows = new int[config.Count + 1];
    private readonly int[] _filled = new int[config.Count];
    private int[] _experts = [];
    private int[] _places = [];
    private float[] _weights = [];

    /// <summary>[tokens · active], by token and rank: the row in the grouped buffers.</summary>
    public ReadOnlyMemory<int> Places => _places;

    /// <summary>[tokens · active], by token and rank.</summary>
    public ReadOnlyMemory<float> Weights => _weights;

    /// <summary>The rows of an expert in the grouped buffers.</summary>
    public (int First, int Count) RowsOf(int expert) => (_firstRows[expert], _firstRows[expert + 1] - _firstRows[expert]);

    /// <param name="probabilities">[tokens, experts]</param>
    public void Choose(RowBuffer probabilities)
    {
        int active = config.ActivePerToken, rows = probabilities.Rows * active;
        if (_experts.Length < rows) (_experts, _places, _weights) = (new int[rows], new int[rows], new float[rows]);
        for (int token = 0; token < probabilities.Rows; token++)
            ChooseFor(probabilities.Row(token), _experts.AsSpan(token * active, active), _weights.AsSpan(token * active, active));

        Group(_experts.AsSpan(0, rows));
    }

    private void ChooseFor(ReadOnlySpan<float> probabilities, Span<int> experts, Span<float> weights)
    {
        float sum = 0;
        for (int rank = 0; rank < experts.Length; rank++)
        {
            int best = -1;
            for (int expert = 0; expert < probabilities.Length; expert++)
            {
                bool taken = experts[..rank].Contains(expert);
                if (!taken && (best < 0 || probabilities[expert] > probabilities[best])) best = expert;
            }

            experts[rank] = best;
            weights[rank] = probabilities[best];
            sum += probabilities[best];
        }

        if (!config.NormalizeWeights) return;
        for (int rank = 0; rank < weights.Length; rank++) weights[rank] /= sum;
    }

    private void Group(ReadOnlySpan<int> experts)
    {
        Array.Clear(_firstRows);
        Array.Clear(_filled);
        foreach (int expert in experts) _firstRows[expert + 1]++;
        for (int expert = 0; expert < config.Count; expert++) _firstRows[expert + 1] += _firstRows[expert];
        for (int i = 0; i < experts.Length; i++) _places[i] = _firstRows[experts[i]] + _filled[experts[i]]++;
    }
}
