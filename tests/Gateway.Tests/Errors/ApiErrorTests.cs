using Inference.Contracts;
using Inference.Gateway.Errors;

namespace Inference.Gateway.Tests.Errors;

public sealed class ApiErrorTests
{
    [Theory]
    [InlineData(InferenceError.InvalidRequest, 400)]
    [InlineData(InferenceError.TooLong, 400)]
    [InlineData(InferenceError.Overloaded, 429)]
    [InlineData(InferenceError.RateLimited, 429)]
    [InlineData(InferenceError.DeadlineExceeded, 504)]
    [InlineData(InferenceError.Draining, 503)]
    [InlineData(InferenceError.Unavailable, 503)]
    [InlineData(InferenceError.EngineFailed, 500)]
    [InlineData(InferenceError.Quarantined, 422)]
    public void Of_EachError_HasItsStatus(InferenceError error, int status) =>
        Assert.Equal(status, ApiError.Of(new InferenceException(error, "x")).Status);

    [Fact]
    public void Of_AllErrors_AreToldApartByStatusAndCode() =>
        Assert.Distinct(Enum.GetValues<InferenceError>().Select(error => ApiError.Of(new InferenceException(error, "x"))).Select(error => (error.Status, error.Code)));
}
