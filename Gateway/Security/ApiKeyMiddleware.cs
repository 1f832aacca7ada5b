using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Security;

/// <summary>Asks for a key everywhere but at the endpoints that say they are open.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, GatewayOptions options)
{
    private const string Scheme = "Bearer ";

    private readonly ApiKeys _keys = new(options.ApiKeys);

    public Task InvokeAsync(HttpContext context)
    {
        if (!_keys.AreAsked || context.GetEndpoint()?.Metadata.GetMetadata<OpenMarker>() is not null) return next(context);
        string header = context.Request.Headers.Authorization.ToString();
        int key = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? _keys.IndexOf(header[Scheme.Length..].Trim()) : -1;
        if (key < 0) throw new ApiException(ApiError.Unauthorized());
        context.Features.Set(new ClientKey(key, _keys.TenantOf(key)));
        return next(context);
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
