using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Inference.Server.Downloads;

/// <summary>Hugging Face's hub, or one that speaks its API: what a repository holds, and its files.</summary>
/// <param name="connection">The way to it.</param>
/// <param name="budget">The failures that one question may have.</param>
/// <param name="time">The clock.</param>
internal sealed partial class Hub(HubConnection connection, Func<RetryBudget> budget, TimeProvider time)
{
    private const int MaxAnswerBytes = 64 << 20, MaxPages = 1000, MaxFiles = 200_000;

    /// <summary>The commit that a revision stands for now.</summary>
    /// <exception cref="HubException">There is none, or the hub does not tell.</exception>
    public async Task<string> CommitOfAsync(HubReference model, CancellationToken cancellation)
    {
        Uri address = At($"api/models/{model.Repository}/revision/{Uri.EscapeDataString(model.Revision)}");
        (JsonDocument answer, _) = await AskAsync(address, $"revision {model.Revision} of {model.Repository}", model.Repository, cancellation);
        using (answer)
        {
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("sha", out JsonElement sha) && sha.ValueKind == JsonValueKind.String && Commit().IsMatch(sha.GetString()!)
                ? sha.GetString()!
                : throw new HubException($"revision {model.Revision} of {model.Repository}: the hub's answer names no commit");
        }
    }

    /// <summary>Every file of a commit.</summary>
    /// <exception cref="HubException">The hub does not tell, or tells what cannot be.</exception>
    public async Task<IReadOnlyList<HubFile>> FilesOfAsync(string repository, string commit, CancellationToken cancellation)
    {
        string what = $"the files of {repository}";
        Dictionary<string, HubFile> files = new(StringComparer.Ordinal);
        Uri? page = At($"api/models/{repository}/tree/{commit}?recursive=1");
        for (int pages = 0; page is not null; pages++)
        {
            if (pages == MaxPages || files.Count > MaxFiles) throw new HubException($"{what}: the listing does not end");
            (JsonDocument answer, Uri? next) = await AskAsync(page, what, repository, cancellation);
            using (answer)
            {
                foreach (HubFile file in HubListing.Read(answer.RootElement, what))
                {
                    if (!files.TryAdd(file.Path, file)) throw new HubException($"{what}: the listing has '{file.Path}' twice");
                }
            }

            page = next;
        }

        return [.. files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>The bytes of a file from an offset on: all of them where the hub does not answer in part.</summary>
    public Task<HttpResponseMessage> OpenAsync(string repository, string commit, string path, long offset, EntityTagHeaderValue? tag, CancellationToken cancellation)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return connection.GetAsync(At($"{repository}/resolve/{commit}/{escaped}"), path, repository, Prepare, cancellation);

        void Prepare(HttpRequestMessage request)
        {
            if (offset == 0) return;
            request.Headers.Range = new RangeHeaderValue(offset, null);
            if (tag is not null) request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }
    }

    private Uri At(string path) => new(connection.Endpoint, path);

    private Task<(JsonDocument Answer, Uri? Next)> AskAsync(Uri address, string what, string repository, CancellationToken cancellation) => budget().RunAsync(
        async () =>
        {
            using HttpResponseMessage response = await connection.GetAsync(address, what, repository, null, cancellation);
            try
            {
                JsonDocument answer = await Silence.LimitAsync(
                    token => ReadAsync(response, token), connection.Patience.Silence, time,
                    () => new HubException($"{what}: the hub's answer does not end") { CanRetry = true, IsUnreachable = true }, cancellation);
                return (answer, NextPage(address, response));
            }
            catch (HttpRequestException error)
            {
                throw new HubException($"{what}: the hub's answer broke off ({error.GetBaseException().Message})", error) { CanRetry = true };
            }
            catch (JsonException error)
            {
                throw new HubException($"{what}: the hub's answer cannot be read: {error.Message}", error) { CanRetry = true };
            }
        },
        cancellation);

    private static async ValueTask<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellation);
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
    }

    /// <summary>As RFC 8288 has it: <c>Link: &lt;address&gt;; rel="next"</c>.</summary>
    private static Uri? NextPage(Uri address, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out IEnumerable<string>? links)) return null;
        Match match = Next().Match(string.Join(", ", links));
        return match.Success && Uri.TryCreate(address, match.Groups[1].Value, out Uri? next) ? next : null;
    }

    [GeneratedRegex("<([^>]+)>\\s*;\\s*rel=\"?next\"?")]
    private static partial Regex Next();

    [GeneratedRegex("^[0-9a-f]{40}([0-9a-f]{24})?$")]
    private static partial Regex Commit();
}
