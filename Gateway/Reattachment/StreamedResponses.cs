using System.Security.Cryptography;
using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.Gateway.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Reattachment;

/// <summary>Begins streamed responses so that clients can come back to them, and finds those that they come back to.</summary>
/// <param name="catalog">What is served.</param>
/// <param name="options">How.</param>
/// <param name="logger">For what cannot be written.</param>
/// <param name="journal">Null: nobody can come back.</param>
internal sealed partial class StreamedResponses(ModelCatalog catalog, GatewayOptions options, ILogger<StreamedResponses> logger, IResponseJournal? journal = null)
{
    private const string CursorHeader = "last-event-id", SequenceParameter = "starting_after";

    private const int IdEnd = 12;

    /// <summary>For the journal to take a record, a response waits so long to begin, and not longer.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(2);

    /// <summary>For the journal to find a record, whoever comes back waits so long.</summary>
    private static readonly TimeSpan FindPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan TryPatience = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="inbound">What is asked.</param>
    /// <param name="id">The response's. Where it is taken, as by a client that sends a request's id again, it gets an end of its own.</param>
    /// <param name="choices">Of all prompts.</param>
    /// <param name="requests">By prompt.</param>
    /// <param name="input">The conversation, where the request's body alone does not say it.</param>
    public async ValueTask<StreamedResponse> BeginAsync(InboundRequest inbound, string id, int choices, IReadOnlyList<GenerateRequest> requests, JsonElement? input = null)
    {
        StreamedResponse response = new() { Id = id, Inbound = inbound, Requests = requests, Interval = options.StreamInterval, Input = input };
        if (journal is null || choices > EventCursor.MostChoices) return response;
        response = response with { Requests = [.. requests.Select(WithSeed)], Cursor = EventCursor.Start(choices) };
        ResponseState state = new(inbound.Id, inbound.Model.Name, inbound.Model.Version, inbound.Now, response.Interval, inbound.Body, input);
        ResponseRecord record = new(id, inbound.Tenant ?? "", response.Requests, state.ToBytes());
        return response with { Id = await WriteAsync(journal, record, inbound.Cancellation) };
    }

    /// <summary>The response that a client comes back to, with what it has of it. Null where it has everything.</summary>
    /// <param name="context">Names it by its route.</param>
    /// <param name="prefix">Of the ids of such responses.</param>
    /// <exception cref="ApiException">There is no such response.</exception>
    public async ValueTask<StreamedResponse?> TakeOverAsync(HttpContext context, string prefix)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        string? tenant = ClientKey.TenantOf(context);
        if (journal is null || !id.StartsWith(prefix, StringComparison.Ordinal)) throw NotFound(id);
        ResponseRecord record = await FindAsync(journal, id, tenant ?? "", context.RequestAborted) ?? throw NotFound(id);
        ResponseState state = ResponseState.Of(record.State.Span);
        ServedModel model = catalog.FindVersion(state.Model, state.Version) ?? throw NotFound(id);
        EventCursor cursor = CursorOf(context.Request, record.Requests.Sum(request => request.Sampling.N));
        if (cursor.IsAtEnd) return null;
        ModelChoice.Announce(context, model);
        RequestFields fields = new(state.Body);
        InboundRequest inbound = new(state.RequestId, fields, model, options, context.RequestAborted) { Now = state.Created, Tenant = tenant };
        context.Features.Set(inbound.Names);
        return new StreamedResponse { Id = id, Inbound = inbound, Requests = [.. record.Requests.Select(InTime)], Interval = state.Interval, Cursor = cursor, Input = state.Input };
    }

    private static GenerateRequest WithSeed(GenerateRequest request)
    {
        if (request.Sampling.Seed is not null) return request;
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        return request with { Sampling = request.Sampling with { Seed = BitConverter.ToUInt64(seed) } };
    }

    /// <summary>Whoever comes back has as much time as whoever begins.</summary>
    private GenerateRequest InTime(GenerateRequest request) => request with { Deadline = options.RequestTimeout is { } timeout ? options.Time.GetUtcNow() + timeout : null };

    private static EventCursor CursorOf(HttpRequest request, int choices)
    {
        string text = request.Headers[CursorHeader].ToString(), after = request.Query[SequenceParameter].ToString();
        if (text.Length == 0 && after.Length > 0)
        {
            bool isNumber = int.TryParse(after, out int sequence) && sequence is >= -1 and < int.MaxValue;
            return isNumber ? EventCursor.Behind(sequence + 1) : throw RequestFields.Wrong(SequenceParameter, "starting_after must be the sequence_number of an event");
        }

        return EventCursor.TryParse(text, choices, out EventCursor? cursor) ? cursor : throw RequestFields.Wrong(CursorHeader, $"{CursorHeader} is not the id of an event of this response");
    }

    /// <summary>A client often comes back because a part of the cluster has just died, which may be the one that has the record: others will have it soon.</summary>
    /// <exception cref="InferenceException">The journal cannot be read.</exception>
    private async ValueTask<ResponseRecord?> FindAsync(IResponseJournal journal, string id, string tenant, CancellationToken cancellation)
    {
        long began = options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await WithinAsync(TryPatience, end => journal.TakeOverAsync(id, tenant, end), cancellation);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                LogUnread(logger, id, error.Message);
                if (options.Time.GetElapsedTime(began) > FindPatience) throw new InferenceException(InferenceError.Unavailable, "The response cannot be found at the moment.", error);
            }

            await Task.Delay(Pause, options.Time, cancellation);
        }
    }

    /// <returns>The response's id.</returns>
    private async ValueTask<string> WriteAsync(IResponseJournal journal, ResponseRecord record, CancellationToken cancellation)
    {
        long began = options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                await WithinAsync(
                    TryPatience,
                    async end =>
                    {
                        await journal.WriteAsync(record, end);
                        return true;
                    },
                    cancellation);
                return record.Id;
            }
            catch (InvalidOperationException)
            {
                record = record with { Id = $"{record.Id}-{RandomNumberGenerator.GetHexString(IdEnd, lowercase: true)}" };
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                if (options.Time.GetElapsedTime(began) + Pause > WritePatience)
                {
                    // An answer that cannot be come back to is better than none.
                    LogUnwritten(logger, record.Id, error.Message);
                    return record.Id;
                }

                await Task.Delay(Pause, options.Time, cancellation);
            }
        }
    }

    private async ValueTask<T> WithinAsync<T>(TimeSpan patience, Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(patience, options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        return await work(either.Token);
    }

    private static ApiException NotFound(string id) =>
        new(ApiError.OfStatus(StatusCodes.Status404NotFound, $"There is no streamed response with id '{id}' to come back to, or not any more."));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ResponseId} cannot be come back to, as the journal did not take it: {Reason}")]
    private static partial void LogUnwritten(ILogger logger, string responseId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ResponseId} is asked for, and the journal cannot be read: {Reason}")]
    private static partial void LogUnread(ILogger logger, string responseId, string reason);
}
