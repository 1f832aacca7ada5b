namespace Inference.Gateway.Errors;

/// <summary>What a request calls parameters of the contract where that is not their own name. A feature of the HTTP context.</summary>
internal sealed class ParameterNames(IReadOnlyDictionary<string, string> names)
{
    public string Of(string property) => names.TryGetValue(property, out string? name) ? name : ApiError.ContractName(property);
}
