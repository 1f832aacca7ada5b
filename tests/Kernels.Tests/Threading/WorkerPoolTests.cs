using Inference.Kernels.Threading;

namespace Inference.Kernels.Tests.Threading;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyTimes_RunsEveryItemOnce(int threads)
    {
        using WorkerPool pool = new(threads);
        for (int round = 0; round < 300; round++)
        {
            Counting work = new(round % 40);
            pool.Run(work, round % 40);
            Assert.All(work.Counts, count => Assert.Equal(1, count));
            Assert.All(work.Workers, worker => Assert.InRange(worker, 0, threads - 1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_AnItemThrows_ThrowsItAndWorksOn(int threads)
    {
        using WorkerPool pool = new(threads);
        for (int round = 0; round < 20; round++)
        {
            Assert.Throws<InvalidDataException>(() => pool.Run(new Failing(), 30));
            Counting work = new(10);
            pool.Run(work, 10);
            Assert.All(work.Counts, count => Assert.Equal(1, count));
        }
    }

    private sealed class Counting(int items) : IParallelWork
    {
        public int[] Counts { get; } = new int[items];

        public int[] Workers { get; } = new int[items];

        public void Run(int item, int worker)
        {
            Interlocked.Increment(ref Counts[item]);
            Workers[item] = worker;
        }
    }

    private sealed class Failing : IParallelWork
    {
        public void Run(int item, int worker)
        {
            if (item == 17) throw new InvalidDataException();
        }
    }
}
