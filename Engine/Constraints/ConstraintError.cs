using Inference.Contracts;

namespace Inference.Engine.Constraints;

/// <summary>A constraint that cannot be used is the request's fault, and says why.</summary>
internal static class ConstraintError
{
    public const string Parameter = "structured_outputs";

    public static InferenceException Of(string message) => new(InferenceError.InvalidRequest, message) { Parameter = Parameter };

    public static InferenceException TooLarge(string what) => Of($"The constraint is too large: {what}.");
}
