using System.Net;
using System.Net.Http.Headers;

namespace Inference.Server.Downloads;

/// <summary>Sends requests to a hub and to the stores that it refers to. The token goes to the hub's own address and to no other.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MaxRedirects = 10;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly string? _token;
    private readonly TimeProvider _time;

    /// <param name="endpoint">The hub's address.</param>
    /// <param name="token">Says who asks; null: nobody in particular.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <param name="time">The clock.</param>
    public HubConnection(Uri endpoint, string? token, RetryOptions patience, TimeProvider time)
    {
        (Endpoint, _token, Patience, _time) = (endpoint, token, patience, time);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("inference", null));
    }

    public Uri Endpoint { get; }

    public RetryOptions Patience { get; }

    /// <summary>The answer's head, wherever the hub sends us for it.</summary>
    /// <param name="address">On the hub.</param>
    /// <param name="what">What is asked for, in words.</param>
    /// <param name="repository">Whose it is.</param>
    /// <param name="prepare">Adds headers to each request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubException">There is none, or it says no.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, string what, string repository, Action<HttpRequestMessage>? prepare, CancellationToken cancellation)
    {
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            bool isHub = IsHub(address);
            HttpResponseMessage response = await SendAsync(address, what, isHub, prepare, cancellation);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) throw new HubException($"{what}: there is nothing behind what is here already") { CanRetry = true };
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)) throw HubException.Of(response, what, repository, isHub, _token is not null, _time.GetUtcNow());
                address = Next(address, response.Headers.Location, what);
            }
        }

        throw new HubException($"{what}: sent from address to address more than {MaxRedirects} times");
    }

    public void Dispose() => _client.Dispose();

    private bool IsHub(Uri address) => address.Scheme == Endpoint.Scheme && address.IdnHost == Endpoint.IdnHost && address.Port == Endpoint.Port;

    private static Uri Next(Uri from, Uri? location, string what)
    {
        if (location is null || !Uri.TryCreate(from, location, out Uri? next) || next.Scheme is not ("https" or "http")) throw new HubException($"{what}: sent to an address that is none");
        if (from.Scheme == "https" && next.Scheme == "http") throw new HubException($"{what}: sent to an address without TLS, {next.Host}");
        return next;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string what, bool isHub, Action<HttpRequestMessage>? prepare, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (isHub && _token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        prepare?.Invoke(request);
        try
        {
            return await Silence.LimitAsync(
                async token => await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), Patience.Silence, _time,
                () => new HubException($"{what}: no answer from {address.Host} for {Patience.Silence.TotalSeconds:0.#} s") { CanRetry = true, IsUnreachable = true }, cancellation);
        }
        catch (HttpRequestException error)
        {
            throw new HubException($"{what}: {address.Host} cannot be reached ({error.GetBaseException().Message})", error) { CanRetry = true, IsUnreachable = true };
        }
    }
}
