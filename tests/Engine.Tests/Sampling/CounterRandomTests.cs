using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.Sampling;

public sealed class CounterRandomTests
{
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_KnownInputs_PublishedAnswers(
        uint key0, uint key1, uint counter0, uint counter1, uint counter2, uint counter3, uint first, uint second, uint third, uint fourth) =>
        Assert.Equal((first, second, third, fourth), CounterRandom.Block(key0, key1, (counter0, counter1, counter2, counter3)));

    [Fact]
    public void Bits_AnyArgumentChanges_AboutHalfTheBitsChange()
    {
        var random = new Random(1);
        double total = 0;
        const int Trials = 3000;
        for (int i = 0; i < Trials; i++)
        {
            ulong seed = (ulong)random.NextInt64();
            int choice = random.Next(16), position = random.Next(100_000);
            ulong bits = CounterRandom.Bits(seed, choice, position);
            ulong other = (i % 3) switch
            {
                0 => CounterRandom.Bits(seed ^ (1UL << random.Next(64)), choice, position),
                1 => CounterRandom.Bits(seed, choice + 1, position),
                _ => CounterRandom.Bits(seed, choice, position + 1),
            };
            total += ulong.PopCount(bits ^ other);
        }

        // Standard deviation of the mean of 3000 × Binomial(64, ½): 0.073.
        Assert.InRange(total / Trials, 32 - 0.3, 32 + 0.3);
    }

    [Fact]
    public void Bits_NeighbouringPlaces_ArePairwiseIndependent()
    {
        const int Cells = 8;
        const int Draws = 64_000;
        for (int step = 0; step < 3; step++)
        {
            int[] counts = new int[Cells * Cells];
            for (int i = 0; i < Draws; i++)
            {
                ulong first = CounterRandom.Bits(7, 0, i);
                ulong second = step switch { 0 => CounterRandom.Bits(7, 0, i + 1), 1 => CounterRandom.Bits(7, 1, i), _ => CounterRandom.Bits(8, 0, i) };
                counts[((int)(first >> 61) * Cells) + (int)(second >> 61)]++;
            }

            double expected = (double)Draws / counts.Length;
            // χ² with 63 degrees of freedom stays below 115 in 9999 of 10000 cases.
            Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, 115);
        }
    }
}
