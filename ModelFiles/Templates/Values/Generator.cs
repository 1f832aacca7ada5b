namespace Inference.ModelFiles.Templates.Values;

/// <summary>What filters such as <c>map</c> and <c>select</c> give: true even when empty, without a length, and read only once.</summary>
internal sealed class Generator(object?[] items)
{
    private int _next;

    public object?[] TakeRest()
    {
        object?[] rest = _next == 0 ? items : items[_next..];
        _next = items.Length;
        return rest;
    }

    public bool TryTake(out object? item)
    {
        item = _next < items.Length ? items[_next] : null;
        if (_next == items.Length) return false;
        _next++;
        return true;
    }

    public bool TakeUntil(Predicate<object?> match)
    {
        while (_next < items.Length)
        {
            if (match(items[_next++])) return true;
        }

        return false;
    }
}
