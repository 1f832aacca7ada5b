using Inference.Bench.Limits;
using Inference.Bench.Models;
using Inference.Bench.SideBySide;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Server.Tests.Benchmark.SideBySide;

public sealed class FigureTests
{
    private static readonly string[] Both = ["this", "other"];
    private static readonly Test Decode = Test.All.Single(test => test.Name == "decode"), Mixed = Test.All.Single(test => test.Name == "mixed");

    [Fact]
    public void Of_RoundsInWhichTheMachineChanged_DoNotCount()
    {
        Round[] rounds = [Steady(50, Ours(100), Other(40)), Steady(54, Ours(110), Other(50)), Changed(Ours(999), Other(1)), Steady(52, Ours(120), Other(60))];

        Figure figure = Assert.Single(Figure.Of("m", Decode, Both, rounds));

        Assert.Equal((110, 50), (figure.TokensPerS["this"], figure.TokensPerS["other"]));
        Assert.Equal((52, 520), (figure.Limits.ReadGBPerS, figure.Limits.SingleGOpPerS));
        Assert.Equal(110 * 0.4e9 / 52e9, figure.OfLimit!.Value, 9);
        Assert.Equal("| m | decode | 110.0 | 50.0 | 2.20 | 85 % of read | 52 | 520, 2,080, NaN |", figure.Row());
    }

    [Fact]
    public void Of_NoRoundInWhichTheMachineStayed_SaysSo()
    {
        Figure figure = Assert.Single(Figure.Of("m", Decode, Both, [Changed(Ours(10), Other(5)), Changed(Ours(20), Other(15))]));

        Assert.False(figure.Steady);
        Assert.Equal(15, figure.TokensPerS["this"]);
        Assert.EndsWith("| unsteady", figure.Row(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BatchesAndOtherKinds_AreFiguresOfTheTestsKind()
    {
        Round round = Steady(50, ("this", new Speed("prefill", 1, 128, 1000)), Ours(100), Ours(180, batch: 2), Other(40), Other(50, batch: 2));

        Assert.Equal([(1, 100, 40), (2, 180, 50)], Figure.Of("m", Decode, Both, [round]).Select(figure => (figure.Batch, figure.TokensPerS["this"], figure.TokensPerS["other"])));
    }

    [Fact]
    public void Of_TestThatTheOtherCannotRun_IsOursAlone()
    {
        Speed[] speeds = [.. new[] { 0.98, 1.5, 0.96 }.Select(ofBoth => new Speed("mixed", 16, 128, 900) { Mixed = new MixedStep(128, ofBoth) })];

        Figure figure = Assert.Single(Figure.Of("m", Mixed, Both, [.. speeds.Select(speed => Steady(50, ("this", speed)))]));

        Assert.Equal(0.98, figure.OfBoth);
        Assert.StartsWith("| m | mixed, batch 16 | 900.0 | – | – | 98 % of its parts' time |", figure.Row(), StringComparison.Ordinal);
    }

    [Fact]
    public void Heading_AsManyColumnsAsRows()
    {
        Figure figure = Assert.Single(Figure.Of("m", Decode, Both, [Steady(50, Ours(1), Other(1))]));

        Assert.All(Figure.Heading(Both).Split('\n'), line => Assert.Equal(figure.Row().Count(c => c == '|'), line.Count(c => c == '|')));
    }

    [Fact]
    public void Fits_ContextLongerThanTheModels_IsNotTried()
    {
        ModelShape toy = ModelShape.All.Single(shape => shape.Context == 4096);

        Assert.Equal(["decode at 8192"], Test.All.Where(test => !test.Fits(toy)).Select(test => test.Name));
    }

    private static (string, Speed) Ours(double tokensPerS, int batch = 1) => ("this", new Speed("decode", batch, 128, tokensPerS) { WeightBytes = 300_000_000, KeyValueBytes = 100_000_000 });

    private static (string, Speed) Other(double tokensPerS, int batch = 1) => ("other", new Speed("decode", batch, 128, tokensPerS));

    private static Round Steady(double read, params (string, Speed)[] speeds) => new(Limits(read), Limits(read), speeds);

    private static Round Changed(params (string, Speed)[] speeds) => new(Limits(50), Limits(30), speeds);

    private static MachineLimits Limits(double read) => new(read, read * 10, read * 40, double.NaN);
}
