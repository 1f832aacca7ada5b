namespace Inference.Bench.Reliability.Clients;

/// <summary>How long this process itself had to wait for the processor: on a busy machine, gaps of that length are nobody's fault.</summary>
internal sealed class StallWatch : IDisposable
{
    private const int PeriodMs = 10;

    private readonly Thread _thread;
    private volatile bool _isEnding;
    private double _longest;

    public StallWatch()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "stalls" };
        _thread.Start();
    }

    /// <summary>In milliseconds.</summary>
    public double Longest => Volatile.Read(ref _longest);

    public void Dispose()
    {
        _isEnding = true;
        _thread.Join();
    }

    private void Run()
    {
        double before = StreamClient.Now;
        while (!_isEnding)
        {
            Thread.Sleep(PeriodMs);
            double now = StreamClient.Now;
            Volatile.Write(ref _longest, Math.Max(_longest, now - before - PeriodMs));
            before = now;
        }
    }
}
