using Inference.Kernels.Formats;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;

namespace Inference.Engine.Tests.Models;

/// <summary>
/// The model in double precision, written as the papers write it: no cache, no batches, whole sequences. Only keys and values are
/// rounded to bf16, as the cache rounds them.
/// </summary>
internal sealed class PlainForward(ModelConfig config, ModelWeights weights)
{
    private readonly Dictionary<WeightKey, double[][]> _matrices = [];

    /// <summary>The logits of every position.</summary>
    public double[][] Logits(int[] tokens)
    {
        double[][] head = Matrix(config.TiedEmbeddings ? WeightRole.TokenEmbedding : WeightRole.OutputHead);
        return [.. Hidden(tokens).Select(row => Product(head, row).Select(logit => Capped(logit, config.LogitSoftcap)).ToArray())];
    }

    /// <summary>The hidden state of every position, behind the final norm.</summary>
    public double[][] Hidden(int[] tokens)
    {
        double[][] embedding = Matrix(WeightRole.TokenEmbedding);
        double[][] hidden = [.. tokens.Select(token => embedding[token].Select(value => value * config.EmbeddingScale).ToArray())];
        for (int layer = 0; layer < config.LayerCount; layer++)
        {
            AddTo(hidden, Attention(Normed(hidden, WeightRole.AttentionNorm, layer), layer), WeightRole.PostAttentionNorm, layer);
            double[][] normed = Normed(hidden, WeightRole.FeedForwardNorm, layer);
            double[][] delta = [.. normed.Select(row => config.HasExperts(layer) ? Experts(row, layer) : Dense(row, layer))];
            AddTo(hidden, delta, WeightRole.PostFeedForwardNorm, layer);
        }

        return Normed(hidden, WeightRole.FinalNorm, null);
    }

    private double[][] Attention(double[][] rows, int layer)
    {
        int dimension = config.HeadDimension, window = config.SlidingWindows[layer], firstValue = config.QuerySize + config.KeyValueSize;
        double[][] queries = Heads(rows, layer, WeightRole.Query, WeightRole.QueryBias, WeightRole.QueryNorm, 0, config.QuerySize);
        double[][] keys = Heads(rows, layer, WeightRole.Key, WeightRole.KeyBias, WeightRole.KeyNorm, config.QuerySize, config.KeyValueSize);
        double[][] values = Heads(rows, layer, WeightRole.Value, WeightRole.ValueBias, null, firstValue, config.KeyValueSize);
        foreach (double[] row in keys.Concat(values))
        {
            for (int i = 0; i < row.Length; i++) row[i] = BFloat16.ToSingle(BFloat16.FromSingle((float)row[i]));
        }

        double[][] results = [.. rows.Select(_ => new double[config.QuerySize])];
        for (int position = 0; position < rows.Length; position++)
        {
            for (int head = 0; head < config.HeadCount; head++)
            {
                int first = window > 0 ? Math.Max(0, position - window + 1) : 0, at = head / config.HeadsPerKeyValueHead * dimension;
                double[] query = queries[position][(head * dimension)..((head + 1) * dimension)];
                double[] scores = [.. Enumerable.Range(first, position - first + 1).Select(other => Capped(
                    config.AttentionScale * query.Select((value, i) => value * keys[other][at + i]).Sum(), config.AttentionSoftcap))];
                double[] shares = Softmax(scores);
                for (int i = 0; i < dimension; i++)
                    results[position][(head * dimension) + i] = shares.Select((share, other) => share * values[first + other][at + i]).Sum();
            }
        }

        double[][] output = Matrix(WeightRole.AttentionOutput, layer);
        double[]? bias = config.AttentionOutputBias ? Vector(WeightRole.AttentionOutputBias, layer) : null;
        return [.. results.Select(row => Product(output, row, bias))];
    }

    /// <summary>Queries, keys or values; those that have a norm or turn (all but values) do both here.</summary>
    private double[][] Heads(double[][] rows, int layer, WeightRole role, WeightRole bias, WeightRole? norm, int firstFusedRow, int size)
    {
        double[][] matrix = config.FusedProjections
            ? Matrix(WeightRole.QueryKeyValue, layer)[firstFusedRow..(firstFusedRow + size)]
            : Matrix(role, layer);
        double[]? biases = config.QueryKeyValueBias ? Vector(bias, layer) : null;
        double[][] results = [.. rows.Select(row => Product(matrix, row, biases))];
        if (role == WeightRole.Value) return results;
        for (int position = 0; position < results.Length; position++)
        {
            double[][] heads = [.. results[position].Chunk(config.HeadDimension)];
            if (config.QueryKeyNorm) heads = [.. heads.Select(head => Norm(head, Vector(norm!.Value, layer)))];
            results[position] = [.. heads.SelectMany(head => PlainRope.Turn(head, position, config))];
        }

        return results;
    }

    private double[] Dense(double[] row, int layer)
    {
        int width = config.IntermediateSize;
        double[][] gate = config.FusedProjections ? Matrix(WeightRole.GateUp, layer)[..width] : Matrix(WeightRole.Gate, layer);
        double[][] up = config.FusedProjections ? Matrix(WeightRole.GateUp, layer)[width..] : Matrix(WeightRole.Up, layer);
        double[]? Bias(WeightRole role) => config.FeedForwardBias ? Vector(role, layer) : null;
        double[] gated = Gated(Product(gate, row, Bias(WeightRole.GateBias)), Product(up, row, Bias(WeightRole.UpBias)));
        return Product(Matrix(WeightRole.Down, layer), gated, Bias(WeightRole.DownBias));
    }

    private double[] Experts(double[] row, int layer)
    {
        double[] shares = Softmax(Product(Matrix(WeightRole.Router, layer), row));
        IEnumerable<int> ranked = Enumerable.Range(0, shares.Length).OrderByDescending(expert => shares[expert]);
        int[] chosen = [.. ranked.Take(config.Experts!.ActivePerToken)];
        double sum = config.Experts.NormalizeWeights ? chosen.Sum(expert => shares[expert]) : 1;
        double[] result = new double[row.Length];
        foreach (int expert in chosen)
        {
            double[] gate = Product(Matrix(WeightRole.ExpertGate, layer, expert), row);
            double[] gated = Gated(gate, Product(Matrix(WeightRole.ExpertUp, layer, expert), row));
            double[] output = Product(Matrix(WeightRole.ExpertDown, layer, expert), gated);
            for (int i = 0; i < result.Length; i++) result[i] += shares[expert] / sum * output[i];
        }

        return result;
    }

    private double[] Gated(double[] gate, double[] up) => [.. gate.Zip(up, (x, y) => y * (config.Activation == Activation.GeluTanh
        ? x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))
        : x / (1 + Math.Exp(-x))))];

    private void AddTo(double[][] hidden, double[][] delta, WeightRole postNorm, int layer)
    {
        if (config.PostNorms) delta = Normed(delta, postNorm, layer);
        for (int row = 0; row < hidden.Length; row++)
        {
            for (int i = 0; i < hidden[row].Length; i++) hidden[row][i] += delta[row][i];
        }
    }

    private double[][] Normed(double[][] rows, WeightRole role, int? layer) => [.. rows.Select(row => Norm(row, Vector(role, layer)))];

    private double[] Norm(double[] row, double[] weight)
    {
        double root = Math.Sqrt(row.Average(value => value * value) + config.NormEpsilon);
        return [.. row.Zip(weight, (value, factor) => value / root * (factor + config.NormWeightOffset))];
    }

    private static double Capped(double value, float? cap) => cap is { } limit ? limit * Math.Tanh(value / limit) : value;

    private static double[] Softmax(double[] values)
    {
        double largest = values.Max(), sum = values.Sum(value => Math.Exp(value - largest));
        return [.. values.Select(value => Math.Exp(value - largest) / sum)];
    }

    private static double[] Product(double[][] matrix, double[] row, double[]? bias = null) =>
        [.. matrix.Select((weight, output) => weight.Zip(row, (left, right) => left * right).Sum() + (bias?[output] ?? 0))];

    private double[][] Matrix(WeightRole role, int? layer = null, int? expert = null)
    {
        WeightKey key = new(role, layer, expert);
        if (_matrices.TryGetValue(key, out double[][]? known)) return known;
        var tensor = weights[role, layer, expert].Tensor;
        return _matrices[key] = [.. tensor.ToSingles().Select(value => (double)value).Chunk((int)tensor.RowLength)];
    }

    private double[] Vector(WeightRole role, int? layer) => [.. weights[role, layer].Tensor.ToSingles().Select(value => (double)value)];
}
