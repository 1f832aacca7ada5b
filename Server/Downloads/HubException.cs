using System.Net;

namespace Inference.Server.Downloads;

/// <summary>A hub did not give what was asked of it. The message is one line, and holds neither tokens nor signed addresses.</summary>
internal sealed class HubException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it may go better the next time.</summary>
    public bool CanRetry { get; init; }

    /// <summary>When, if the hub says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether there was no answer, or none for now, as opposed to one that says no.</summary>
    public bool IsUnreachable { get; init; }

    /// <param name="response">No success.</param>
    /// <param name="what">What was asked for, as users know it.</param>
    /// <param name="repository">Where.</param>
    /// <param name="isHub">Whether the hub itself answered, and not a store that it sent us to.</param>
    /// <param name="hasToken">Whether we said who we are.</param>
    /// <param name="now">The time, for answers that name one.</param>
    public static HubException Of(HttpResponseMessage response, string what, string repository, bool isHub, bool hasToken, DateTimeOffset now)
    {
        string code = Header(response, "X-Error-Code");
        int status = (int)response.StatusCode;
        if (status is 408 or 429 or >= 500) return new HubException($"{what}: the hub answers {status}") { CanRetry = true, RetryAfter = After(response, now), IsUnreachable = true };

        // An address that a hub signed for a store is good for some time only; the hub signs another.
        if (!isHub) return new HubException($"{what}: the store behind the hub answers {status}") { CanRetry = true };
        string token = hasToken ? "the token in HF_TOKEN has no access" : "set HF_TOKEN to a token that has access";
        return new HubException(response.StatusCode switch
        {
            _ when code == "GatedRepo" => $"{repository} is gated: ask for access on its page; {token}",
            _ when code == "RevisionNotFound" => $"{repository} has no such revision ({what})",
            _ when code == "EntryNotFound" => $"{repository} does not have {what}",
            HttpStatusCode.Unauthorized => $"{repository} is private, gated or does not exist: {token}",
            HttpStatusCode.Forbidden => $"{repository} may not be read: {token}, or the model is gated and access must be asked for on its page",
            HttpStatusCode.NotFound => $"{what}: not found; {repository} does not exist, or is private: {token}",
            _ => $"{what}: the hub answers {status}",
        });
    }

    private static TimeSpan? After(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() ?? "" : "";
}
