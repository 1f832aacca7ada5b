using System.CommandLine;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Chaos;
using Inference.LoadTests.Client;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary><c>chaos</c>: the same requests twice, undisturbed and while processes are killed, stopped or ended; every answer must be the same.</summary>
internal static class ChaosCommand
{
    private const string Survivors = "survivors", All = "all";

    public static Command Create()
    {
        TargetArguments target = new();
        WorkloadArguments workload = new();
        PlanArguments plan = new(duration: "15s", warmup: "0s", drain: "60s");
        OutputArguments output = new();
        Option<ChaosStrike[]> strikes = ValueOptions.Many("--chaos", ChaosStrike.Parse, "What is done: kill9@5s, stop@5s, cont@8s or term@5s; behind a colon the number of the --pid, of the --url, or of the silo that --start announces (default: the last). Repeatable.", "DEED@TIME[:N]");
        // An option with a default is never missing.
        (strikes.Required, strikes.DefaultValueFactory) = (true, null);
        ValueOption<ArrivalPlan> arrivals = ValueOptions.Of("--arrivals", ArrivalPlan.Parse, "poisson:4", "How visitors come; at the same times in both runs.", "PLAN");
        Option<string> through = new("--through") { Description = "Which addresses get requests: survivors (those of processes that no chaos names) or all.", DefaultValueFactory = _ => Survivors };
        through.AcceptOnlyFromAmong(Survivors, All);
        Command command = new("chaos", "Break a server's processes while it works, and compare every answer with that of an undisturbed run.") { strikes, arrivals, through };
        target.AddTo(command);
        workload.AddTo(command);
        plan.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ChaosStrike[] planned = parsed.GetValue(strikes)!;
            if (!arrivals.In(parsed).IsOpen) throw new LoadTestException("chaos needs visitors who come at times of their own: closed has none");
            await using OpenTarget open = await target.OpenAsync(parsed, cancellation);
            IReadOnlyList<int> pids = open.Target.Pids;
            if (pids.Count == 0) throw new LoadTestException("chaos needs processes: give --pid, or --start");
            HashSet<int> victims = [.. planned.Select(strike => strike.IndexAmong(pids.Count))];
            Target survivors = parsed.GetValue(through) == All ? open.Target : Without(open, victims);
            (Workload visitors, RequestOptions requests) = await workload.ReadAsync(parsed, survivors, target.Model(parsed), cancellation);
            RunPlan undisturbed = new()
            {
                Name = "undisturbed",
                Workload = visitors,
                Arrivals = arrivals.In(parsed),
                Requests = requests with { ReturnTokenIds = true },
                Seed = workload.Seed(parsed),
                Warmup = plan.Warmup(parsed),
                Duration = plan.Duration(parsed),
                Drain = plan.Drain(parsed),
                Level = plan.Level(parsed),
            };
            RunExecution execution = new(survivors, OutputArguments.View(), TimeProvider.System);
            RunOutcome before = await execution.RunAsync(undisturbed, cancellation: cancellation);
            ChaosPlan chaos = new(planned, pids, Signals.Send);
            RunOutcome after = await execution.RunAsync(undisturbed with { Name = "disturbed", Objectives = plan.Objectives(parsed) }, chaos.RunAsync, cancellation);
            foreach (ChaosStrike strike in planned.Where(strike => strike.Signal == Signal.Stop)) Signals.Send(pids[strike.IndexAmong(pids.Count)], Signal.Cont);
            EqualityReport equality = StreamEquality.Compare(before.Records, after.Records);
            string verdict = $"{equality.Same} of {equality.Requests} answers the same ({equality.ComparedByTokens} token by token), {equality.Different} different, {equality.Lost} lost, {equality.Refused} refused, {equality.Broken} broken";
            string[] notes = [.. chaos.Log, verdict, .. equality.Examples];
            return output.Finish(parsed, OutputArguments.Report($"Chaos: {string.Join(", ", planned.Select(strike => strike.ToString()))}", ReportKind.Comparison, [before.Result, after.Result], notes) with { Equality = equality }, cancellation);
        });
        return command;
    }

    /// <summary>A front that dies takes its clients' connections with it: whether answers go on is asked of the others.</summary>
    private static Target Without(OpenTarget open, HashSet<int> victims)
    {
        Uri[] left = open.Started is { } started
            ? [.. started.Servers.Where((_, index) => !victims.Contains(index)).Select(server => server.Address)]
            : [.. open.Target.Addresses.Where(address => PortOwner.Find(address) is not { } pid || !victims.Contains(open.Target.Pids.ToList().IndexOf(pid)))];
        if (left.Length == 0) return open.Target;
        return open.Target with { Addresses = left, Client = open.Target.Client with { Addresses = left } };
    }
}
