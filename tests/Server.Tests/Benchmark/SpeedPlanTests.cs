using Inference.Server.Benchmark;
using Inference.Server.Terminal;

namespace Inference.Server.Tests.Benchmark;

public sealed class SpeedPlanTests
{
    [Theory]
    [InlineData(100, 10, new[] { 1, 4 }, new[] { 0, 50 }, new int[0], 4 * 112)]
    [InlineData(100, 10, new[] { 1, 4 }, new[] { 0, 300 }, new int[0], 4 * 320)]
    [InlineData(100, 10, new[] { 1, 4 }, new[] { 0 }, new[] { 2, 16 }, 17 * 112)]
    [InlineData(100, 10, new[] { 32 }, new[] { 0 }, new[] { 16 }, 32 * 112)]
    public void CacheTokens_LongestOfEach_AreWholeBlocksForAllSequences(int prompt, int generate, int[] batches, int[] contexts, int[] mixed, long expected) =>
        Assert.Equal(expected, new SpeedPlan(prompt, generate, batches, contexts, mixed).CacheTokens);

    [Theory]
    [InlineData(2048, 128, 16)]
    [InlineData(2048, 100, 21)]
    [InlineData(5, 512, 1)]
    [InlineData(int.MaxValue, int.MaxValue, 1)]
    public void Chunks_Prompt_IsReadWhole(int prompt, int chunk, int expected) => Assert.Equal(expected, new SpeedPlan(prompt, 1, [1], [0], [], chunk).Chunks);

    [Fact]
    public void Check_LongerThanTheModelTakes_IsRefused()
    {
        SpeedPlan plan = new(100, 10, [1], [int.MaxValue], []);

        Assert.Contains("2147483657 tokens", Assert.Throws<CommandException>(() => plan.Check(512)).Message, StringComparison.Ordinal);
        new SpeedPlan(512, 1, [1], [511], []).Check(512);
    }
}
