using Inference.Engine.Scheduling;

namespace Inference.Engine.Tests.Scheduling;

public sealed class FairSharesTests
{
    [Theory]
    [InlineData(10, new[] { 1, 1, 100 }, new[] { 1, 1, 8 })]
    [InlineData(10, new[] { 100, 2, 100 }, new[] { 4, 2, 4 })]
    [InlineData(10, new[] { 100, 100, 100 }, new[] { 4, 3, 3 })]
    [InlineData(3, new[] { 9, 9, 9 }, new[] { 1, 1, 1 })]
    [InlineData(50, new[] { 9, 0, 9 }, new[] { 9, 0, 9 })]
    [InlineData(5, new int[0], new int[0])]
    public void Divide_Examples_AsExpected(int available, int[] wants, int[] gets)
    {
        FairShares.Divide(available, wants);
        Assert.Equal(gets, wants);
    }

    [Fact]
    public void Divide_Random_IsFairAndWastesNothing()
    {
        Random random = new(1);
        for (int round = 0; round < 3000; round++)
        {
            int[] wants = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(1, 1 << random.Next(1, 12)))];
            int available = random.Next(wants.Length, 3000);
            int[] gets = [.. wants];
            FairShares.Divide(available, gets);
            Assert.Equal(Math.Min(available, wants.Sum()), gets.Sum());
            int most = gets.Max();
            for (int i = 0; i < wants.Length; i++)
            {
                Assert.InRange(gets[i], 1, wants[i]);
                if (gets[i] < wants[i]) Assert.True(gets[i] >= most - 1);
            }
        }
    }
}
