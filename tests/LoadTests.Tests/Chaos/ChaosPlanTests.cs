using Inference.LoadTests.Chaos;
using Inference.LoadTests.Client;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Chaos;

public sealed class ChaosPlanTests
{
    [Fact]
    public async Task RunAsync_Strikes_HitTheirVictimsAtTheirTimes()
    {
        ManualTime time = new();
        RunClock clock = new(time);
        List<(int, Signal, double)> sent = [];
        ChaosPlan plan = new([.. new[] { "cont@8s:1", "stop@5s:1", "kill9@2s" }.Select(ChaosStrike.Parse)], [100, 200, 300], (pid, signal) =>
        {
            sent.Add((pid, signal, clock.Now.TotalSeconds));
            return true;
        });

        Task running = plan.RunAsync(clock, CancellationToken.None);
        foreach (double seconds in new[] { 2.0, 3, 3 })
        {
            await time.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await running;
        Assert.Equal([(300, Signal.Kill, 2.0), (100, Signal.Stop, 5.0), (100, Signal.Cont, 8.0)], sent);
        Assert.Equal(3, plan.Log.Count);
    }

    [Fact]
    public async Task RunAsync_RunIsOverBefore_SaysSo()
    {
        using CancellationTokenSource over = new();
        ChaosPlan plan = new([ChaosStrike.Parse("term@1h")], [1], (_, _) => throw new InvalidOperationException());
        Task running = plan.RunAsync(new RunClock(new ManualTime()), over.Token);

        await over.CancelAsync();
        await running;

        Assert.Contains("over before", Assert.Single(plan.Log));
    }

    [Theory]
    [InlineData("kill9@5s:2", "kill9@5s:2")]
    [InlineData("stop@500ms", "stop@0.5s")]
    [InlineData("term@3", "term@3s")]
    public void Parse_Strike_IsRead(string text, string expected) => Assert.Equal(expected, ChaosStrike.Parse(text).ToString());

    [Theory]
    [InlineData("kill9")]
    [InlineData("kill@5s")]
    [InlineData("stop@soon")]
    [InlineData("stop@5s:x")]
    public void Parse_NoStrike_SaysSo(string text) => Assert.Contains(text, Assert.Throws<FormatException>(() => ChaosStrike.Parse(text)).Message);

    [Fact]
    public void IndexAmong_NoSuchProcess_SaysSo() => Assert.Throws<LoadTestException>(() => ChaosStrike.Parse("stop@5s:4").IndexAmong(3));
}
