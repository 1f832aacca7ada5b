namespace Inference.Gateway.Errors;

/// <summary>What a request calls parameters of the contract where that is not their own name. A feature of the HTTP context.</summary>
internal sealed class ParameterNames
{
    private Dictionary<string, string>? _names;

    /// <summary>Only the first names count.</summary>
    public void Set(IEnumerable<(string Property, string Field)> names) => _names ??= names.ToDictionary(name => name.Property, name => name.Field);

    public string Of(string property) => _names is not null && _names.TryGetValue(property, out string? name) ? name : ApiError.ContractName(property);
}
