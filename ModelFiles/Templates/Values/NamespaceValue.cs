namespace Inference.ModelFiles.Templates.Values;

/// <summary>The one thing that a template can change: what <c>namespace(…)</c> makes and <c>{% set ns.x = … %}</c> writes.</summary>
internal sealed class NamespaceValue(Mapping attributes) : IAttributed
{
    public Mapping Attributes { get; } = attributes;

    public bool TryGetAttribute(string name, out object? value) => Attributes.TryGet(name, out value);
}
