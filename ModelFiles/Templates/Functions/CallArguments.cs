using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>The evaluated arguments of one call.</summary>
internal sealed class CallArguments(object?[] positional, KeyValuePair<string, object?>[] named)
{
    public static CallArguments None { get; } = new([], []);

    public object?[] Positional { get; } = positional;

    public KeyValuePair<string, object?>[] Named { get; } = named;

    public bool IsEmpty => Positional.Length == 0 && Named.Length == 0;

    /// <summary>The named argument, or null where it is missing or null.</summary>
    public object? Find(string name) => Array.Find(Named, pair => pair.Key == name).Value;

    public CallArguments Skip(int count) => new(Positional[Math.Min(count, Positional.Length)..], Named);

    public Mapping NamedAsMapping()
    {
        var mapping = new Mapping();
        foreach ((string name, object? value) in Named) mapping[name] = value;
        return mapping;
    }
}
