using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>Gives its items in turn, over and over.</summary>
internal sealed class Cycler(object?[] items) : IAttributed
{
    private int _position;
    private BoundMethod? _nextMethod;
    private BoundMethod? _resetMethod;

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "current" => items[_position],
            "next" => _nextMethod ??= new BoundMethod(new Operation("next", "", (_, _, _) => Next()), this),
            "reset" => _resetMethod ??= new BoundMethod(new Operation("reset", "", (_, _, _) => Reset()), this),
            _ => null,
        };
        return name is "current" or "next" or "reset";
    }

    private object? Next()
    {
        object? item = items[_position];
        _position = (_position + 1) % items.Length;
        return item;
    }

    private object? Reset()
    {
        _position = 0;
        return null;
    }
}
