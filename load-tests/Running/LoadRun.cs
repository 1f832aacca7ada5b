using System.Collections.Concurrent;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Running;

/// <summary>Lets visitors come, and keeps a record of each request.</summary>
internal sealed class LoadRun(Workload workload, RequestWriter writer, IRequestSender sender, RunClock clock)
{
    private readonly ConcurrentQueue<RequestRecord> _records = [];

    public IReadOnlyCollection<RequestRecord> Records => _records;

    /// <summary>Visitors come at their times, whatever has become of those before.</summary>
    /// <param name="arrivals">In order.</param>
    /// <param name="drain">How long requests may take on behind the last arrival.</param>
    /// <param name="cancellation">Ends the run; requests that are out are given up.</param>
    /// <param name="most">Visitors at most.</param>
    public async Task RunOpenAsync(IEnumerable<Arrival> arrivals, TimeSpan drain, CancellationToken cancellation, int most = int.MaxValue)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> visits = [];
        int index = 0;
        try
        {
            foreach (Arrival arrival in arrivals.Take(most))
            {
                await clock.WaitUntilAsync(arrival.At, end.Token);
                visits.Add(VisitAsync(workload.Create(index++, arrival), arrival.At, end.Token));
                if (visits.Count % 1000 == 0) visits.RemoveAll(visit => visit.IsCompletedSuccessfully);
            }
        }
        catch (OperationCanceledException)
        {
            // No more come.
        }

        await DrainAsync(visits, drain, end);
    }

    /// <summary>So many visitors, each of whom is followed by another when it is done.</summary>
    /// <param name="clients">Visitors at once.</param>
    /// <param name="until">From when on nobody follows.</param>
    /// <param name="drain">How long requests may take on then.</param>
    /// <param name="cancellation">Ends the run; requests that are out are given up.</param>
    /// <param name="most">Visitors at most.</param>
    public async Task RunClosedAsync(int clients, TimeSpan until, TimeSpan drain, CancellationToken cancellation, int most = int.MaxValue)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int next = 0;
        async Task ComeAgainAsync()
        {
            while (clock.Now < until && !end.IsCancellationRequested)
            {
                int index = Interlocked.Increment(ref next) - 1;
                if (index >= most) break;
                bool answered = await VisitAsync(workload.Create(index), clock.Now, end.Token);
                // A server that refuses at once is not asked again at once.
                if (!answered) await Task.Delay(TimeSpan.FromMilliseconds(100), clock.Time, CancellationToken.None);
            }
        }

        List<Task> visits = [.. Enumerable.Range(0, clients).Select(_ => ComeAgainAsync())];
        TimeSpan left = until - clock.Now + drain;
        await DrainAsync(visits, left, end);
    }

    /// <summary>Waits for visits, and gives up those that take too long.</summary>
    private async Task DrainAsync(List<Task> visits, TimeSpan drain, CancellationTokenSource end)
    {
        Task all = Task.WhenAll(visits);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        Task first = await Task.WhenAny(all, Task.Delay(drain, clock.Time, over.Token));
        if (first != all) await end.CancelAsync();
        else await over.CancelAsync();
        await all;
    }

    /// <returns>Whether every turn was answered.</returns>
    private async Task<bool> VisitAsync(Conversation conversation, TimeSpan intended, CancellationToken cancellation)
    {
        List<string> answers = [];
        for (int turn = 0; turn < conversation.Turns.Count; turn++)
        {
            if (turn > 0)
            {
                // A visitor who has not got the answer before cannot go on; the next turn is due a while behind it.
                intended = clock.Now + conversation.Turns[turn].Think;
                try
                {
                    await clock.WaitUntilAsync(intended, cancellation);
                }
                catch (OperationCanceledException)
                {
                    return false;
                }
            }

            RequestRecord record = new(conversation.Index, turn, conversation.Kind, intended);
            _records.Enqueue(record);
            await sender.SendAsync(record, writer.Path, writer.Write(conversation, turn, answers), cancellation);
            if (record.Outcome != Outcome.Completed) return false;
            answers.Add(record.Text);
        }

        return true;
    }
}
