namespace Inference.LoadTests.Measurement;

/// <summary>What a server makes of an offered load.</summary>
/// <param name="Offered">Requests a second.</param>
/// <param name="Good">Of these, how many a second kept the service level.</param>
internal readonly record struct LoadPoint(double Offered, double Good)
{
    /// <summary>The service is as good as offered up to here.</summary>
    private const double Kept = 0.9;

    /// <summary>The highest load, of those tried in rising order, up to which at least nine in ten requests were good; null where the first was too much.</summary>
    public static double? Knee(IEnumerable<LoadPoint> points)
    {
        double? knee = null;
        foreach (LoadPoint point in points.OrderBy(point => point.Offered))
        {
            if (point.Good < Kept * point.Offered) break;
            knee = point.Offered;
        }

        return knee;
    }
}
