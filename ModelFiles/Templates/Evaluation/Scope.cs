namespace Inference.ModelFiles.Templates.Evaluation;

/// <summary>
/// Variables of one block, and the scope around it. Names come from the template's tokens, where equal names are one instance;
/// only the root, filled from outside, and large scopes compare text.
/// </summary>
internal sealed class Scope
{
    private const int IndexedFrom = 12;

    private readonly Scope? _parent;
    private string[] _names = [];
    private object?[] _values = [];
    private int _count;
    private Dictionary<string, int>? _index;

    public Scope(Scope? parent)
    {
        _parent = parent;
        Root = parent?.Root ?? this;
        if (parent is null) _index = [];
    }

    public Scope Root { get; }

    public bool TryGet(string name, out object? value)
    {
        for (Scope? scope = this; scope is not null; scope = scope._parent)
        {
            int at = scope.Find(name);
            if (at < 0) continue;
            value = scope._values[at];
            return true;
        }

        value = null;
        return false;
    }

    public void Set(string name, object? value)
    {
        int at = Find(name);
        if (at < 0) at = Add(name);
        _values[at] = value;
    }

    private int Find(string name)
    {
        if (_index is not null) return _index.TryGetValue(name, out int found) ? found : -1;
        for (int i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_names[i], name)) return i;
        }

        return -1;
    }

    private int Add(string name)
    {
        if (_count == _names.Length)
        {
            int size = Math.Max(4, _count * 2);
            Array.Resize(ref _names, size);
            Array.Resize(ref _values, size);
        }

        if (_count == IndexedFrom && _index is null)
        {
            _index = [];
            for (int i = 0; i < _count; i++) _index.Add(_names[i], i);
        }

        _index?.Add(name, _count);
        _names[_count] = name;
        return _count++;
    }
}
