using System.Text;
using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Security;

/// <summary>Asks for a key everywhere but at the endpoints that say they are open.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, GatewayOptions options)
{
    private const string Scheme = "Bearer ", BrowserScheme = "Basic ";

    private readonly ApiKeys _keys = new(options.ApiKeys);

    public Task InvokeAsync(HttpContext context)
    {
        if (!_keys.AreAsked || context.GetEndpoint()?.Metadata.GetMetadata<OpenMarker>() is not null) return next(context);
        int key = KeyIn(context.Request.Headers.Authorization.ToString()) is { } presented ? _keys.IndexOf(presented) : -1;
        if (key < 0) throw new ApiException(ApiError.Unauthorized());
        context.Features.Set(new ClientKey(key, _keys.TenantOf(key)));
        return next(context);
    }

    /// <summary>Clients send the key as a token, browsers as the password of a user of any name.</summary>
    private static string? KeyIn(string header)
    {
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return header[Scheme.Length..].Trim();
        byte[] bytes = new byte[header.Length];
        if (!header.StartsWith(BrowserScheme, StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[BrowserScheme.Length..].Trim(), bytes, out int length)) return null;
        string[] parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? parts[1] : null;
    }
}

/// <summary>With which of the keys a request came in, and whose it is so. A feature of the HTTP context.</summary>
internal sealed record ClientKey(int Index, string Tenant)
{
    /// <summary>Whose a request is; null where no keys are asked for.</summary>
    public static string? TenantOf(HttpContext context) => context.Features.Get<ClientKey>()?.Tenant;
}

/// <summary>Metadata of endpoints that ask for no key: those that tell how the server is, and nothing of what it does for whom.</summary>
internal sealed class OpenMarker
{
    public static OpenMarker Instance { get; } = new();
}

/// <summary>Metadata of endpoints that people open in a browser: it is told to ask for the key.</summary>
public sealed class BrowserMarker
{
    public static BrowserMarker Instance { get; } = new();

    internal static bool IsOn(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<BrowserMarker>() is not null;
}
