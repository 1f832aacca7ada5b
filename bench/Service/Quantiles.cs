namespace Inference.Bench.Service;

/// <summary>Figures in order.</summary>
internal sealed class Quantiles(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Largest => _sorted[^1];

    public double At(double share) => _sorted[(int)Math.Min(_sorted.Length - 1, share * _sorted.Length)];

    public override string ToString() => $"p50 {At(0.5):N1} ms, p90 {At(0.9):N1} ms, p99 {At(0.99):N1} ms, largest {Largest:N1} ms";
}
