using Inference.Engine.Scheduling;

namespace Inference.Engine.Tests.Scheduling;

public sealed class StepSharesTests
{
    [Theory]
    [InlineData(10, new[] { 1, 1, 100 }, new[] { 1, 1, 8 })]
    [InlineData(40, new[] { 100, 20, 100 }, new[] { 17, 20, 3 })]
    [InlineData(40, new[] { 30, 30, 30 }, new[] { 30, 7, 3 })]
    [InlineData(3, new[] { 9, 9, 9 }, new[] { 1, 1, 1 })]
    [InlineData(50, new[] { 9, 0, 9 }, new[] { 9, 0, 9 })]
    [InlineData(5, new int[0], new int[0])]
    public void Divide_Examples_AsExpected(int available, int[] wants, int[] gets)
    {
        StepShares.Divide(available, wants);
        Assert.Equal(gets, wants);
    }

    [Fact]
    public void Divide_Random_ShortestAreDoneFirstEverybodyGetsOnAndNothingIsWasted()
    {
        Random random = new(1);
        for (int round = 0; round < 3000; round++)
        {
            int[] wants = [.. Enumerable.Range(0, random.Next(1, round % 100 == 0 ? 400 : 20)).Select(_ => random.Next(1, 1 << random.Next(1, 12)))];
            int available = random.Next(wants.Length, 3000);
            int[] fair = [.. wants], gets = [.. wants];
            FairShares.Divide(Math.Max(wants.Length, available / 4), fair);
            StepShares.Divide(available, gets);

            Assert.Equal(Math.Min(available, wants.Sum()), gets.Sum());
            bool isSomebodyUnfinished = false;
            foreach (int i in Enumerable.Range(0, wants.Length).OrderBy(i => wants[i]).ThenBy(i => i))
            {
                Assert.InRange(gets[i], fair[i], wants[i]);
                if (isSomebodyUnfinished) Assert.Equal(fair[i], gets[i]);
                isSomebodyUnfinished |= gets[i] < wants[i];
            }
        }
    }
}
