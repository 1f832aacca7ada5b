using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.Sampling;

public sealed class LargestKeysTests
{
    [Fact]
    public void MoveToFront_RandomSortedAndReversedKeys_SameAsSorting()
    {
        var random = new Random(2);
        for (int trial = 0; trial < 600; trial++)
        {
            int length = random.Next(1, trial % 10 == 0 ? 4000 : 60);
            HashSet<ulong> distinct = [];
            while (distinct.Count < length) distinct.Add((ulong)random.NextInt64(trial % 2 == 0 ? length * 2 : long.MaxValue));
            ulong[] keys = (trial % 3) switch { 0 => [.. distinct], 1 => [.. distinct.Order()], _ => [.. distinct.OrderDescending()] };
            int count = random.Next(1, length + 1);
            ulong[] expected = [.. keys.OrderDescending().Take(count)];

            ulong least = LargestKeys.MoveToFront(keys, count);

            Assert.Equal(expected[^1], least);
            Assert.Equal(expected, keys.Take(count).OrderDescending());
            Assert.True(distinct.SetEquals(keys));
        }
    }

    [Fact]
    public void CutByMass_RandomWeights_SameAsSorting()
    {
        var random = new Random(3);
        for (int trial = 0; trial < 600; trial++)
        {
            int length = random.Next(1, 300);
            ulong[] weights = [.. Enumerable.Range(0, length).Select(_ => (ulong)random.NextInt64(1, trial % 2 == 0 ? 6 : 1L << 42))];
            ulong[] keys = new ulong[length];
            Assert.Equal(length, Candidates.Gather(weights, 1, keys));
            ulong total = Candidates.Sum(keys), mass = (ulong)random.NextInt64(1, (long)total + 1), reached = 0;
            ulong expected = keys.OrderDescending().First(key => (reached += Candidates.WeightOf(key)) >= mass);
            Assert.Equal(expected, Candidates.CutByMass(keys, mass));
        }
    }
}
