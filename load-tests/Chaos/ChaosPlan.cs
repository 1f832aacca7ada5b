using Inference.LoadTests.Client;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Chaos;

/// <summary>Strikes, carried out at their times.</summary>
/// <param name="strikes">What is to be done.</param>
/// <param name="pids">To whom.</param>
/// <param name="send">Sends a signal; whether there was such a process.</param>
internal sealed class ChaosPlan(IReadOnlyList<ChaosStrike> strikes, IReadOnlyList<int> pids, Func<int, Signal, bool> send)
{
    private readonly List<string> _log = [];

    /// <summary>What was done.</summary>
    public IReadOnlyList<string> Log => _log;

    public async Task RunAsync(RunClock clock, CancellationToken cancellation)
    {
        foreach (ChaosStrike strike in strikes.OrderBy(strike => strike.At))
        {
            try
            {
                await clock.WaitUntilAsync(strike.At, cancellation);
            }
            catch (OperationCanceledException)
            {
                _log.Add($"{strike}: the run was over before");
                continue;
            }

            int pid = pids[strike.IndexAmong(pids.Count)];
            bool struck = send(pid, strike.Signal);
            _log.Add($"{strike}: process {pid} at {clock.Now.TotalSeconds:0.00} s{(struck ? "" : ", which is not there")}");
        }
    }
}
