namespace Inference.ModelFiles.Templates.Values;

/// <summary>A dict: keys in the order of their first insertion.</summary>
internal sealed class Mapping(int capacity = 0)
{
    private const int IndexedFrom = 9;

    private readonly List<KeyValuePair<object?, object?>> _entries = new(capacity);
    private Dictionary<Key, int>? _index;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    public int Count => _entries.Count;

    public object? this[object? key]
    {
        set
        {
            int at = Find(key);
            if (at >= 0)
            {
                _entries[at] = new(_entries[at].Key, value);
                return;
            }

            _index?.Add(new Key(key), _entries.Count);
            _entries.Add(new(key, value));
            if (_index is null && _entries.Count == IndexedFrom) BuildIndex();
        }
    }

    public bool TryGet(object? key, out object? value)
    {
        int at = Find(key);
        value = at >= 0 ? _entries[at].Value : null;
        return at >= 0;
    }

    public bool Contains(object? key) => Find(key) >= 0;

    private int Find(object? key)
    {
        if (_index is not null) return _index.TryGetValue(new Key(key), out int at) ? at : -1;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (Key.Matches(_entries[i].Key, key)) return i;
        }

        return -1;
    }

    private void BuildIndex()
    {
        _index = new Dictionary<Key, int>(IndexedFrom * 2);
        for (int i = 0; i < _entries.Count; i++) _index.Add(new Key(_entries[i].Key), i);
    }

    /// <summary>A key with Python's equality: 1, 1.0 and True are one key.</summary>
    private readonly record struct Key(object? Value)
    {
        public bool Equals(Key other) => Matches(Value, other.Value);

        public override int GetHashCode() => KeyHash.Of(Value);

        public static bool Matches(object? a, object? b) =>
            a is string x && b is string y ? string.Equals(x, y) : ReferenceEquals(a, b) || KeyHash.Matches(a, b);
    }
}
