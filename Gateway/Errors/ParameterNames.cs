namespace Inference.Gateway.Errors;

/// <summary>What a request calls parameters of the contract where that is not their own name. A feature of the HTTP context.</summary>
internal sealed class ParameterNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Of several names for one parameter the first counts.</summary>
    public void Set(IEnumerable<(string Property, string Field)> names)
    {
        foreach ((string property, string field) in names) _names.TryAdd(property, field);
    }

    /// <summary>Parts of a parameter, such as <c>tools[0].type</c>, are called after it.</summary>
    public string Of(string property)
    {
        int end = property.AsSpan().IndexOfAny('.', '[');
        return end < 0 ? NameOf(property) : NameOf(property[..end]) + property[end..];
    }

    /// <summary>A name may be in words that the client has not said either, and that have a name themselves.</summary>
    private string NameOf(string property) =>
        _names.TryGetValue(property, out string? name) ? _names.GetValueOrDefault(name, name) : ApiError.ContractName(property);
}
