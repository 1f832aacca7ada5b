using Inference.Gateway.Errors;
using Inference.Gateway.Hosting;
using Inference.Gateway.Security;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Limits;

/// <summary>Holds each key to its quota of work. Without keys, all clients together are one.</summary>
internal sealed class QuotaMiddleware(RequestDelegate next, GatewayOptions options)
{
    private readonly ClientQuota[] _quotas =
        [.. Enumerable.Range(0, Math.Max(1, options.ApiKeys.Count)).Select(_ => new ClientQuota(options.RequestsPerMinute, options.ConcurrentRequests, options.Time))];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!WorkMarker.IsOn(context))
        {
            await next(context);
            return;
        }

        ClientQuota quota = _quotas[context.Features.Get<ClientKey>()?.Index ?? 0];
        if (!quota.TryEnter(out string refusal, out TimeSpan retryAfter)) throw new ApiException(ApiError.RateLimited(refusal, retryAfter));
        try
        {
            await next(context);
        }
        finally
        {
            quota.Leave();
        }
    }
}
