using Inference.LoadTests.Chaos;
using Inference.LoadTests.Client;

namespace Inference.LoadTests.Tests.Chaos;

public sealed class StreamEqualityTests
{
    [Fact]
    public void Compare_SameAnswers_IsClean()
    {
        EqualityReport report = StreamEquality.Compare([Answer(0, "a b", 1, 2), Answer(1, "c")], [Answer(1, "c"), Answer(0, "a b", 1, 2)]);

        Assert.True(report.IsClean);
        Assert.Equal((2, 2, 1), (report.Requests, report.Same, report.ComparedByTokens));
    }

    [Fact]
    public void Compare_OneTokenChangedUnderTheSameText_IsFound()
    {
        EqualityReport report = StreamEquality.Compare([Answer(0, "ab", 1, 2, 3)], [Answer(0, "ab", 1, 9, 3)]);

        Assert.False(report.IsClean);
        Assert.Equal(1, report.Different);
        Assert.Contains("token 1 differs (2 undisturbed, 9 disturbed)", Assert.Single(report.Examples));
    }

    [Fact]
    public void Compare_TokenRepeatedOrMissing_IsFound()
    {
        Assert.Equal(1, StreamEquality.Compare([Answer(0, "ab", 1, 2)], [Answer(0, "ab", 1, 2, 2)]).Different);
        Assert.Equal(1, StreamEquality.Compare([Answer(0, "ab", 1, 2)], [Answer(0, "ab", 1)]).Different);
    }

    [Fact]
    public void Compare_OnlyTextIsKnown_ItsFirstDifferenceIsTold()
    {
        EqualityReport report = StreamEquality.Compare([Answer(0, "abcd")], [Answer(0, "abXd")]);

        Assert.Contains("character 2", Assert.Single(report.Examples));
    }

    [Fact]
    public void Compare_LostAndRefused_AreToldApart()
    {
        RequestRecord lost = Answer(0, "a"), refused = Answer(1, "a");
        (lost.Outcome, refused.Outcome) = (Outcome.ConnectionLost, Outcome.Refused);

        EqualityReport report = StreamEquality.Compare([Answer(0, "a"), Answer(1, "a")], [lost, refused, Answer(2, "a")]);

        Assert.Equal((1, 1, 1), (report.Lost, report.Refused, report.Incomparable));
        Assert.False(report.IsClean);
    }

    [Fact]
    public void Compare_BrokenStreamWithTheSameText_IsNotClean()
    {
        RequestRecord broken = Answer(0, "a");
        broken.Faults = new Dictionary<StreamFault, int> { [StreamFault.DuplicateEvent] = 1 };

        Assert.False(StreamEquality.Compare([Answer(0, "a")], [broken]).IsClean);
    }

    private static RequestRecord Answer(int conversation, string text, params int[] tokens) =>
        new(conversation, 0, "test", TimeSpan.Zero) { Outcome = Outcome.Completed, Text = text, TokenIds = tokens };
}
