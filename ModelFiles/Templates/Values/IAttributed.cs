namespace Inference.ModelFiles.Templates.Values;

/// <summary>A value with attributes of its own.</summary>
internal interface IAttributed
{
    bool TryGetAttribute(string name, out object? value);
}
