using Microsoft.Extensions.Options;

namespace Inference.Client.Hosting;

/// <summary>Tells all that is wrong at once.</summary>
internal sealed class InferenceClientOptionsValidation : IValidateOptions<InferenceClientOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceClientOptions options)
    {
        IReadOnlyList<string> problems = options.Problems();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
