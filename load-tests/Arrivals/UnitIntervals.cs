namespace Inference.LoadTests.Arrivals;

/// <summary>The times between arrivals, of mean one; a <see cref="RateCurve"/> stretches them.</summary>
internal abstract class UnitIntervals
{
    /// <summary>All the same.</summary>
    public static UnitIntervals Constant { get; } = new ConstantIntervals();

    /// <summary>Of arrivals that know nothing of each other: a Poisson process.</summary>
    public static UnitIntervals Exponential { get; } = new ExponentialIntervals();

    /// <summary>Variance 1 / shape: below one in bursts, one is <see cref="Exponential"/>, far above one is <see cref="Constant"/>.</summary>
    public static UnitIntervals Gamma(double shape) => new GammaIntervals(shape);

    public abstract double Next(Random random);

    private sealed class ConstantIntervals : UnitIntervals
    {
        public override double Next(Random random) => 1;
    }

    private sealed class ExponentialIntervals : UnitIntervals
    {
        public override double Next(Random random) => -Math.Log(1 - random.NextDouble());
    }

    private sealed class GammaIntervals(double shape) : UnitIntervals
    {
        public override double Next(Random random)
        {
            // Below one, Gamma(shape) = Gamma(shape + 1) · U^(1 / shape).
            if (shape < 1) return Large(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape) / shape;
            return Large(random, shape) / shape;
        }

        /// <summary>Marsaglia and Tsang's method, for shapes from one on.</summary>
        private static double Large(Random random, double shape)
        {
            double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
            while (true)
            {
                double normal = NormalNumbers.Next(random), cube = 1 + (c * normal);
                if (cube <= 0) continue;
                cube = cube * cube * cube;
                if (Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * cube) + (d * Math.Log(cube))) return d * cube;
            }
        }
    }
}
