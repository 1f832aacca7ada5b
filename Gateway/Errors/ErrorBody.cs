namespace Inference.Gateway.Errors;

/// <summary>The JSON of an error, as OpenAI's clients read it.</summary>
internal sealed record ErrorBody(ErrorDetail Error)
{
    public static ErrorBody Of(ApiError error) => new(new ErrorDetail(error.Message, error.Type, error.Parameter, error.Code));
}

internal sealed record ErrorDetail(string Message, string Type, string? Param, string? Code);
