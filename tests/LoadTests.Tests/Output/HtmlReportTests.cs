using System.Text.RegularExpressions;
using System.Xml.Linq;
using Inference.LoadTests.Chaos;
using Inference.LoadTests.Client;
using Inference.LoadTests.Output;
using Inference.LoadTests.Output.Html;
using Inference.LoadTests.Output.Svg;
using Inference.LoadTests.Running;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Output;

public sealed partial class HtmlReportTests
{
    private static readonly RunResult First = Results.Of("<first>", [.. Enumerable.Range(0, 20).Select(i => Records.Completed(i / 20.0, first: 0.1 + (i * 0.01)))]);
    private static readonly RunResult Second = Results.Of("second", [.. Enumerable.Range(0, 40).Select(i => Records.Completed(i / 40.0, first: 0.05)), Records.Ended(0.5, Outcome.Refused)]);

    public static TheoryData<string> Kinds => [.. Enum.GetNames<ReportKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_AnyReport_NeedsNothingFromOutside(string kind)
    {
        string page = Page(Enum.Parse<ReportKind>(kind), First, Second);

        // The namespace of SVG is a name, not an address that anything is read from.
        string rest = page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http:", rest);
        Assert.DoesNotContain("https:", rest);
        Assert.DoesNotMatch(ReferencePattern(), rest);
    }

    [Fact]
    public void Write_NamesAndCommands_AreEscaped()
    {
        string page = Page(ReportKind.Curve, First, Second);

        Assert.Contains("A &lt;title&gt; &amp; more", page);
        Assert.DoesNotContain("<first>", page);
        Assert.DoesNotContain("<title> &", page);
    }

    [Fact]
    public void Write_Comparison_SaysHowFarTheOthersAre()
    {
        string page = Page(ReportKind.Comparison, First, Second);

        Assert.Contains("<th>change</th>", page);
        Assert.Contains("<td class=\"good\">+100.0 %</td>", page);
    }

    [Fact]
    public void Write_OneRun_HasTilesAndPlotsOverTime()
    {
        string page = Page(ReportKind.Single, Second);

        Assert.Contains("class=\"tile\"", page);
        Assert.Contains("1 Refused", page);
        Assert.Contains("First token: percentiles", page);
        Assert.Contains("vllm:generation_tokens_total", page);
        Assert.All(SvgPattern().Matches(page), svg => Assert.Equal("svg", XElement.Parse(svg.Value).Name.LocalName));
    }

    [Fact]
    public void Write_Chaos_ShowsWhatDiffers()
    {
        string page = HtmlReport.Write(Results.Report(ReportKind.Comparison, First, Second) with { Equality = new EqualityReport(3, 1, 1, 1, 1, 0, 0, 0, ["token 3 differs"]) });

        Assert.Contains("token 3 differs", page);
        Assert.Contains("1 of 3 answers the same", page);
    }

    [Fact]
    public void Write_NothingMeasured_IsAPageAllTheSame() => Assert.Contains("</html>", Page(ReportKind.Single, Results.Of("empty", [])));

    [Fact]
    public void Draw_StandingAlone_IsWellFormedWithColoursOfItsOwn()
    {
        ChartSpec chart = new() { Title = "a < b", XLabel = "x", YLabel = "y", Series = [new ChartSeries("s & t", [(0, 1), (1, null), (2, 3e6)])], Levels = [(2, "level")], HasDots = true };

        XElement svg = XElement.Parse(LineChart.Draw(chart, standsAlone: true));

        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "style" && element.Value.Contains("prefers-color-scheme: dark", StringComparison.Ordinal));
        Assert.Equal(2, svg.Descendants().Count(element => element.Name.LocalName == "circle"));
    }

    [Fact]
    public void Load_WhatWasWritten_IsTheSameReport()
    {
        using Inference.Support.TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "deeper", "report.json");
        LoadReport report = Results.Report(ReportKind.Comparison, First, Second);

        ReportFiles.Save(report, path, null);

        Assert.Equal(ReportFiles.Write(report), ReportFiles.Write(ReportFiles.Load(path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Load_NoReport_SaysSo(string content)
    {
        using Inference.Support.TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "x.json");
        File.WriteAllText(path, content);

        Assert.Contains(path, Assert.Throws<LoadTestException>(() => ReportFiles.Load(path)).Message);
    }

    private static string Page(ReportKind kind, params RunResult[] runs) => HtmlReport.Write(Results.Report(kind, runs));

    [GeneratedRegex(@"<link|@import|url\(|\bsrc\s*=|\bhref\s*=|fetch\(|import\(|XMLHttpRequest|WebSocket", RegexOptions.IgnoreCase)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex SvgPattern();
}
