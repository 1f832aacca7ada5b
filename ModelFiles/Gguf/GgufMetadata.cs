namespace Inference.ModelFiles.Gguf;

/// <summary>
/// The keys and values of a GGUF file. The typed accessors return null where the key is absent and throw
/// <see cref="ModelFileException"/> where it holds something else. Nothing is kept: ask once for a large array.
/// </summary>
public sealed class GgufMetadata
{
    private readonly Dictionary<string, GgufValue> _values;

    internal GgufMetadata(string file, IReadOnlyList<string> keys, Dictionary<string, GgufValue> values)
    {
        File = file;
        Keys = keys;
        _values = values;
    }

    /// <summary>The file's path, for messages.</summary>
    public string File { get; }

    /// <summary>All keys, in the file's order.</summary>
    public IReadOnlyList<string> Keys { get; }

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The value with its type, to print it or to read what may have one of several types; null where the key is absent.</summary>
    public GgufValue? Value(string key) => _values.GetValueOrDefault(key);

    public string? Text(string key) => Value(key)?.Text();

    /// <summary>Any integer type, as long as the value fits.</summary>
    public long? Integer(string key) => Value(key)?.Integer();

    /// <summary>Any number, integers included.</summary>
    public double? Number(string key) => Value(key)?.Number();

    public bool? Flag(string key) => Value(key)?.Flag();

    public IReadOnlyList<string>? Texts(string key) => Value(key)?.Texts();

    public float[]? Numbers(string key) => Value(key)?.Numbers();

    public int[]? Integers(string key) => Value(key)?.Integers();
}
