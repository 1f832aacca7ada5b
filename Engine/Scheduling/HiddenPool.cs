using Inference.Contracts;

namespace Inference.Engine.Scheduling;

/// <summary>
/// The mean of the hidden states of some of a prompt's tokens, collected over the steps that compute the prompt. Sums run over the
/// tokens in order and in double precision, so that they come to the same bits however the prompt was cut.
/// </summary>
internal sealed class HiddenPool
{
    private readonly bool _normalize;
    private readonly int _first, _end;
    private double[]? _sums;

    public HiddenPool(PoolingKind kind, bool normalize, int tokens)
    {
        _normalize = normalize;
        (_first, _end) = kind switch
        {
            PoolingKind.Last => (tokens - 1, tokens),
            PoolingKind.Cls => (0, 1),
            PoolingKind.Mean => (0, tokens),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        Next = _first;
    }

    /// <summary>Position of the next token whose hidden state is missing, or behind the last of them. Those before it need not be computed again.</summary>
    public int Next { get; private set; }

    /// <summary>Null until it is complete.</summary>
    public float[]? Vector { get; private set; }

    /// <summary>Which of so many tokens, from a position on, it has yet to see.</summary>
    public HiddenSpan Wanted(int start, int count)
    {
        int first = Math.Max(start, Next), end = Math.Min(start + count, _end);
        return end > first ? new HiddenSpan(first - start, end - first) : default;
    }

    /// <summary>Takes the next hidden state.</summary>
    public void Add(ReadOnlySpan<float> hidden)
    {
        _sums ??= new double[hidden.Length];
        for (int i = 0; i < hidden.Length; i++) _sums[i] += hidden[i];
        Next++;
    }

    /// <summary>Makes the vector, now that all tokens are computed.</summary>
    /// <returns>False where the model has computed what is no number.</returns>
    public bool TryComplete()
    {
        if (Next != _end || _sums is null) throw new InvalidOperationException("Hidden states are missing.");
        int count = _end - _first;
        double squares = 0;
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] /= count;
            squares += _sums[i] * _sums[i];
        }

        double length = _normalize && squares > 0 ? Math.Sqrt(squares) : 1;
        float[] vector = new float[_sums.Length];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(_sums[i] / length);
            if (!float.IsFinite(vector[i])) return false;
        }

        Vector = vector;
        return true;
    }
}
