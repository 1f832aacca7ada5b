using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Inference.Gateway.Console;

/// <summary><c>/console/events</c>: the engines' state, twice a second, as server-sent events. <c>/console/requests/ID/cancel</c> ends a request.</summary>
internal sealed class ConsoleEndpoints(EngineWatch watch, GatewayOptions options, IHostApplicationLifetime lifetime)
{
    /// <summary>Requests of which a report tells, at most; of the others it tells how many there are.</summary>
    private const int MostRequests = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task EventsAsync(HttpContext context)
    {
        // A stream without an end must not keep the server from stopping.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using PeriodicTimer timer = new(Interval, options.Time);
        await using EventStream events = new(context);
        long[] known = [.. watch.Engines.Select(_ => -1L)];
        try
        {
            do
            {
                EngineReport[] engines = await Task.WhenAll(watch.Engines.Select((engine, index) => ReportAsync(engine, known, index, stop.Token)));
                double now = options.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
                events.Add(new ConsoleReport(now, EngineHistory.Window.TotalSeconds, engines), ConsoleJson.Default.ConsoleReport, name: "engines");
                await events.FlushAsync();
            }
            while (await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page is closed, or the server stops: the stream just ends.
        }
    }

    public async Task CancelAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        foreach (WatchedEngine engine in watch.Engines)
        {
            if (engine.Model.Operations is not { } operations || !await operations.CancelAsync(id, context.RequestAborted)) continue;
            await JsonResponse.WriteAsync(context, new CancelReport(id, true), ConsoleJson.Default.CancelReport);
            return;
        }

        throw new ApiException(ApiError.OfStatus(StatusCodes.Status404NotFound, $"No request '{id}' is in work."));
    }

    private static async Task<EngineReport> ReportAsync(WatchedEngine engine, long[] known, int index, CancellationToken cancellation)
    {
        (EngineSnapshot? state, bool isLate) = await engine.ObserveAsync(cancellation);
        IReadOnlyList<HistoryPoint> points = engine.History.Since(ref known[index]);
        return new EngineReport(engine.Model.Names, points, state is null ? null : ReportOf(state), isLate);
    }

    private static StateReport ReportOf(EngineSnapshot state) => new(
        state.Running,
        state.Waiting,
        BlockCells.Of(state.Blocks),
        state.PrefixQueries,
        state.PrefixHits,
        state.Preemptions,
        state.Requests.Count,
        [.. state.Requests.Take(MostRequests).Select(ReportOf)]);

    private static RequestReport ReportOf(RequestSnapshot request) => new(
        request.Id,
        request.Phase.ToString().ToLowerInvariant(),
        request.PromptTokens,
        request.CachedTokens,
        request.GeneratedTokens,
        request.Choices,
        Math.Round(request.Age.TotalSeconds, 1),
        request.Priority);
}
