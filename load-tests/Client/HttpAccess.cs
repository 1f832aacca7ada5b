using System.Net.Http.Headers;

namespace Inference.LoadTests.Client;

/// <summary>HTTP as all parts of the program use it: no redirects, no cookies, no proxy unless the environment names one.</summary>
internal static class HttpAccess
{
    public static HttpClient Create(ClientOptions options)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = options.Connections,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        };
        HttpClient http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.ApiKey is { } key) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }
}
