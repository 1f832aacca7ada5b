namespace Inference.LoadTests.Arrivals;

/// <summary>Arrivals that do not wait for anybody's answer: intervals of mean one, stretched by a rate. The same seed is the same arrivals.</summary>
internal sealed class OpenArrivals(UnitIntervals intervals, RateCurve rate, long seed)
{
    public IEnumerable<Arrival> All()
    {
        Random random = Seeds.Of(seed, "arrivals");
        for (double count = intervals.Next(random); ; count += intervals.Next(random))
        {
            double seconds = rate.TimeOf(count);
            if (double.IsInfinity(seconds)) yield break;
            yield return new Arrival(TimeSpan.FromSeconds(seconds));
        }
    }
}
