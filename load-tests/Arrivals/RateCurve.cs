namespace Inference.LoadTests.Arrivals;

/// <summary>How many are expected a second, over time.</summary>
internal abstract class RateCurve
{
    /// <summary>When it ends, in seconds.</summary>
    public abstract double Seconds { get; }

    /// <summary>Arrivals a second that are expected at a time.</summary>
    public abstract double RateAt(double seconds);

    /// <summary>The time by which so many are expected; infinite where the curve ends before.</summary>
    public abstract double TimeOf(double count);

    public static RateCurve Constant(double rate, double seconds) => new Stretches([new Stretch(rate, rate, seconds)]);

    /// <summary>From one rate to another, as a straight line.</summary>
    public static RateCurve Ramp(double from, double to, double seconds) => new Stretches([new Stretch(from, to, seconds)]);

    /// <summary>One rate after the other, each as long.</summary>
    public static RateCurve Steps(IEnumerable<double> rates, double secondsEach) => new Stretches([.. rates.Select(rate => new Stretch(rate, rate, secondsEach))]);

    private readonly record struct Stretch(double From, double To, double Seconds)
    {
        public double Count => (From + To) / 2 * Seconds;

        public double RateAt(double seconds) => From + ((To - From) * seconds / Seconds);

        /// <summary>Solves from·t + (to − from)·t² / (2·seconds) = count in the form that does not cancel when the line is flat.</summary>
        public double TimeOf(double count)
        {
            double slope = (To - From) / Seconds;
            return count <= 0 ? 0 : 2 * count / (From + Math.Sqrt(Math.Max(0, (From * From) + (2 * slope * count))));
        }
    }

    private sealed class Stretches(Stretch[] stretches) : RateCurve
    {
        public override double Seconds { get; } = stretches.Sum(stretch => stretch.Seconds);

        public override double RateAt(double seconds)
        {
            foreach (Stretch stretch in stretches)
            {
                if (seconds < stretch.Seconds) return stretch.RateAt(seconds);
                seconds -= stretch.Seconds;
            }

            return 0;
        }

        public override double TimeOf(double count)
        {
            double begun = 0;
            foreach (Stretch stretch in stretches)
            {
                if (count < stretch.Count) return begun + stretch.TimeOf(count);
                count -= stretch.Count;
                begun += stretch.Seconds;
            }

            return double.PositiveInfinity;
        }
    }
}
