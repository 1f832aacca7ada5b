using System.Globalization;
using System.Net;
using System.Text;

namespace Inference.LoadTests.Output.Svg;

/// <summary>Draws a plot as SVG. Colours are CSS variables of the page; a drawing that stands alone brings its own.</summary>
internal static class LineChart
{
    public const int Colours = 6;

    private const int Width = 640, Height = 300, Left = 56, Right = 30, Top = 34, Bottom = 46, LegendRow = 18;

    private const string OwnColours = """
        <style>
        svg { --surface: #fff; --text: #1d1f21; --soft: #5c6166; --rule: #e2e0da; --s0: #1b6f77; --s1: #a8571a; --s2: #5b4a9e; --s3: #5d7a1f; --s4: #a3262a; --s5: #6b7379; font-family: system-ui, sans-serif; background: var(--surface); }
        @media (prefers-color-scheme: dark) { svg { --surface: #1b1e21; --text: #e9e8e4; --soft: #a0a6ab; --rule: #2d3236; --s0: #6fc3c9; --s1: #e4a46b; --s2: #b3a5ee; --s3: #a9cb66; --s4: #f08a86; --s5: #a0a6ab; } }
        </style>
        """;

    public static string Draw(ChartSpec chart, bool standsAlone = false)
    {
        ChartAxis x = new(chart.Series.SelectMany(series => series.Known).Select(point => point.X), chart.IsXLogarithmic, fromZero: false);
        ChartAxis y = new(chart.Series.SelectMany(series => series.Known).Select(point => point.Y).Concat(chart.Levels.Select(level => level.Y)), chart.IsYLogarithmic, fromZero: true);
        double X(double value) => Left + (x.Place(value) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (y.Place(value) * (Height - Top - Bottom));
        int legendRows = (chart.Series.Count + 2) / 3, height = Height + (legendRows * LegendRow);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{Escape(chart.Title)}\">");
        if (standsAlone) svg.Append(OwnColours).Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" style=\"fill:var(--surface)\"/>");
        Text(svg, Left, 18, chart.Title, "start", "var(--text)", 14, bold: true);
        foreach ((double at, string text) in y.Marks())
        {
            Line(svg, Left, Y(at), Width - Right, Y(at));
            Text(svg, Left - 7, Y(at) + 4, text, "end");
        }

        foreach ((double at, string text) in chart.XMarks ?? [.. x.Marks()]) Text(svg, X(at), Height - Bottom + 17, text, "middle");
        Text(svg, (Left + Width - Right) / 2.0, Height - 8, chart.XLabel, "middle");
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate(13 {(Top + Height - Bottom) / 2}) rotate(-90)\">");
        Text(svg, 0, 0, chart.YLabel, "middle");
        svg.Append("</g>");
        foreach ((double at, string text) in chart.Levels)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(at):0.#}\" y2=\"{Y(at):0.#}\" style=\"stroke:var(--s4);stroke-dasharray:5 4\"/>");
            Text(svg, Width - Right, Y(at) - 5, text, "end", "var(--s4)");
        }

        for (int i = 0; i < chart.Series.Count; i++)
        {
            DrawSeries(svg, chart, i, X, Y);
            double legendX = Left + (i % 3 * 196), legendY = Height + (i / 3 * LegendRow) + 6;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{legendX}\" y=\"{legendY - 3}\" width=\"16\" height=\"4\" rx=\"2\" style=\"fill:{Colour(i)}\"/>");
            Text(svg, legendX + 22, legendY + 4, chart.Series[i].Name, "start", "var(--text)");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void DrawSeries(StringBuilder svg, ChartSpec chart, int index, Func<double, double> x, Func<double, double> y)
    {
        StringBuilder path = new();
        bool pen = false;
        foreach ((double at, double? value) in chart.Series[index].Points)
        {
            if (value is { } known && double.IsFinite(known)) path.Append(CultureInfo.InvariantCulture, $"{(pen ? 'L' : 'M')}{x(at):0.#} {y(known):0.#}");
            pen = value is not null;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" style=\"fill:none;stroke:{Colour(index)};stroke-width:2;stroke-linejoin:round\"/>");
        foreach ((double at, double value) in chart.Series[index].Known)
        {
            string radius = chart.HasDots ? "3.5" : "2.5", visible = chart.HasDots ? "" : ";opacity:0";
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{x(at):0.#}\" cy=\"{y(value):0.#}\" r=\"{radius}\" style=\"fill:{Colour(index)}{visible}\">");
            svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(chart.Series[index].Name)}: {value:0.###} at {at:0.###}</title></circle>");
        }
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" style=\"stroke:var(--rule)\"/>");

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string colour = "var(--soft)", int size = 11, bool bold = false) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" style=\"fill:{colour};font-size:{size}px{(bold ? ";font-weight:600" : "")}\">{Escape(text)}</text>");

    private static string Colour(int index) => $"var(--s{index % Colours})";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
