namespace Inference.LoadTests.Workloads;

/// <summary>One of several, each as often as its weight says.</summary>
internal sealed class WeightedChoice<T>
{
    private readonly (T Item, double UpTo)[] _items;

    public WeightedChoice(IEnumerable<(T Item, double Weight)> items)
    {
        double sum = 0;
        _items = [.. items.Select(each => (each.Item, sum += each.Weight))];
    }

    public T Next(Random random)
    {
        double drawn = random.NextDouble() * _items[^1].UpTo;
        foreach ((T item, double upTo) in _items)
        {
            if (drawn < upTo) return item;
        }

        return _items[^1].Item;
    }
}
