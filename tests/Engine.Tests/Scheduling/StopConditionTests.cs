using Inference.Contracts;
using Inference.Engine.Scheduling;

namespace Inference.Engine.Tests.Scheduling;

public sealed class StopConditionTests
{
    private static readonly SamplingParams Some = new() { MinTokens = 2, MaxTokens = 4, StopTokenIds = [7] };

    [Theory]
    [InlineData(1, 7, null)]
    [InlineData(2, 7, FinishReason.Stop)]
    [InlineData(2, 0, FinishReason.Stop)]
    [InlineData(3, 5, null)]
    [InlineData(4, 5, FinishReason.Length)]
    [InlineData(4, 7, FinishReason.Stop)]
    public void Check_EosAndStopTokens_EndWithTheReason(int count, int last, FinishReason? expected) =>
        Assert.Equal(expected, new StopCondition(Some, [0], room: 100).Check(count, last));

    [Fact]
    public void Check_IgnoreEos_OnlyOwnStopTokensEnd()
    {
        StopCondition stop = new(Some with { IgnoreEos = true }, [0], room: 100);
        Assert.Null(stop.Check(2, 0));
        Assert.Equal(FinishReason.Stop, stop.Check(2, 7));
    }

    [Theory]
    [InlineData(null, 9)]
    [InlineData(20, 9)]
    [InlineData(3, 3)]
    public void MaxTokens_RoomIsLimited_IsTheLesser(int? maxTokens, int expected) =>
        Assert.Equal(expected, new StopCondition(new SamplingParams { MaxTokens = maxTokens }, [], room: 9).MaxTokens);
}
