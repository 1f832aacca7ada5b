using System.Text.Json;
using Inference.Contracts;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Errors;

/// <summary>An error as clients see it. Everything that a request can fail of gets its status, type and code here.</summary>
internal sealed record ApiError(int Status, string Type, string? Code, string Message, string? Parameter = null, TimeSpan? RetryAfter = null)
{
    private const string Invalid = "invalid_request_error", Unavailable = "service_unavailable_error", Server = "server_error";

    /// <param name="error">What the request failed of.</param>
    /// <param name="nameOf">What the request calls a parameter of the contract.</param>
    public static ApiError Of(InferenceException error, Func<string, string>? nameOf = null)
    {
        (int status, string type, string? code) = error.Error switch
        {
            InferenceError.InvalidRequest => (StatusCodes.Status400BadRequest, Invalid, (string?)null),
            InferenceError.TooLong => (StatusCodes.Status400BadRequest, Invalid, "context_length_exceeded"),
            InferenceError.Overloaded => (StatusCodes.Status429TooManyRequests, "rate_limit_error", "overloaded"),
            InferenceError.DeadlineExceeded => (StatusCodes.Status504GatewayTimeout, "timeout_error", "deadline_exceeded"),
            InferenceError.Draining => (StatusCodes.Status503ServiceUnavailable, Unavailable, "draining"),
            InferenceError.RateLimited => (StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded"),
            InferenceError.Unavailable => (StatusCodes.Status503ServiceUnavailable, Unavailable, "unavailable"),
            InferenceError.Quarantined => (StatusCodes.Status422UnprocessableEntity, Invalid, "request_quarantined"),
            _ => (StatusCodes.Status500InternalServerError, Server, "engine_failed"),
        };
        string? parameter = error.Parameter is { } name ? nameOf?.Invoke(name) ?? ContractName(name) : null;
        TimeSpan? retryAfter = error.RetryAfter ?? (error.Error is InferenceError.Draining or InferenceError.Unavailable ? TimeSpan.FromSeconds(1) : null);
        return new ApiError(status, type, code, error.Message, parameter, retryAfter);
    }

    /// <summary>The API's name of a property of the contract: <c>TopP</c> is <c>top_p</c>. What is the API's name already stays as it is.</summary>
    public static string ContractName(string property) =>
        property.Length > 0 && char.IsAsciiLetterUpper(property[0]) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(property) : property;

    public static ApiError ModelNotFound(string name) =>
        new(StatusCodes.Status404NotFound, Invalid, "model_not_found", $"The model `{name}` does not exist.", "model");

    public static ApiError VersionNotFound(string model, string version) =>
        new(StatusCodes.Status404NotFound, Invalid, "model_not_found", $"The model `{model}` has no version `{version}`.", Models.ModelChoice.VersionHeader);

    public static ApiError MalformedBody(string problem) => new(StatusCodes.Status400BadRequest, Invalid, "invalid_json", problem);

    public static ApiError Unauthorized() => new(
        StatusCodes.Status401Unauthorized, Invalid, "invalid_api_key", "The API key is missing or wrong: send it as 'Authorization: Bearer KEY'.");

    public static ApiError RateLimited(string what, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded", what, null, retryAfter);

    public static ApiError Internal() => new(StatusCodes.Status500InternalServerError, Server, "internal_error", "The server failed on this request.");

    /// <summary>For a status that the web server itself came to.</summary>
    public static ApiError OfStatus(int status, string? message = null) => status switch
    {
        StatusCodes.Status404NotFound => new(status, Invalid, "not_found", message ?? "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new(status, Invalid, "method_not_allowed", message ?? "This address does not take this method."),
        StatusCodes.Status408RequestTimeout => new(status, "timeout_error", "request_timeout", message ?? "The request came too slowly."),
        StatusCodes.Status413PayloadTooLarge => new(status, Invalid, "request_too_large", message ?? "The request body is too large."),
        StatusCodes.Status415UnsupportedMediaType => new(status, Invalid, "unsupported_media_type", message ?? "The body must be JSON: 'Content-Type: application/json'."),
        >= 500 => new(status, Server, "internal_error", message ?? "The server failed on this request."),
        _ => new(status, Invalid, null, message ?? "The request is not valid."),
    };
}
