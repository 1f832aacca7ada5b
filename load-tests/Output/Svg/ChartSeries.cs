namespace Inference.LoadTests.Output.Svg;

/// <summary>Points that a line joins. A point without a number breaks it.</summary>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double? Y)> Points)
{
    public IEnumerable<(double X, double Y)> Known => Points.Where(point => point.Y is not null).Select(point => (point.X, point.Y!.Value));
}
