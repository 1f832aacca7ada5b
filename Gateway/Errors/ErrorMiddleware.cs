using System.Globalization;
using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Security;
using Inference.ModelFiles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Errors;

/// <summary>Gives every request that fails its answer: none leaves with a stack trace or without a body.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted) context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, Explain(context, error));
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } response)
        {
            await WriteAsync(context, ApiError.OfStatus(response.StatusCode));
        }
    }

    /// <summary>What to tell the client; what is not the client's business is logged.</summary>
    public ApiError Explain(HttpContext context, Exception error) => Explain(context, error, logger);

    public static ApiError Explain(HttpContext context, Exception error, ILogger logger)
    {
        switch (error)
        {
            case ApiException api:
                return api.Error;
            case InferenceException inference:
                if (inference.Error == InferenceError.EngineFailed) LogEngineFailed(logger, context.TraceIdentifier, inference);
                return ApiError.Of(inference, context.Features.Get<ParameterNames>() is { } names ? names.Of : null);
            case BadHttpRequestException bad:
                return ApiError.OfStatus(bad.StatusCode);
            default:
                if (TextFailure.Of(error) is { } failure)
                {
                    if (error is ModelFileException) LogFailed(logger, context.TraceIdentifier, error);
                    return ApiError.Of(failure);
                }

                LogFailed(logger, context.TraceIdentifier, error);
                return ApiError.Internal();
        }
    }

    /// <summary>Answers with an error that was not thrown.</summary>
    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        HttpResponse response = context.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait) response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = BrowserMarker.IsOn(context) ? "Basic realm=\"API key as password\"" : "Bearer";
        return JsonResponse.WriteAsync(context, ErrorBody.Of(error), ApiJson.Default.ErrorBody);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{RequestId} failed in the engine")]
    private static partial void LogEngineFailed(ILogger logger, string requestId, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{RequestId} failed")]
    private static partial void LogFailed(ILogger logger, string requestId, Exception error);
}
