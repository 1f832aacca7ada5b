namespace Inference.Gateway.Errors;

/// <summary>A request ends in this answer.</summary>
internal sealed class ApiException(ApiError error) : Exception(error.Message)
{
    public ApiError Error => error;
}
