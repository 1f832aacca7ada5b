using System.Collections;

namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>
/// The data of Unicode's normalization forms, version 14.0.0, from the embedded table that <c>generate_unicode_tables.py</c> writes.
/// .NET's own normalization needs ICU, which is not on every machine.
/// </summary>
internal sealed class UnicodeTables
{
    public const string Version = "14.0.0";
    private const string Resource = "unicode-normalization.bin";
    private const int CodePoints = 0x110000;
    private static readonly Lazy<UnicodeTables> Loaded = new(() => new UnicodeTables(ReadResource()));
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private int _at;

    private UnicodeTables(byte[] data)
    {
        string version = $"{Read(data)}.{Read(data)}.{Read(data)}";
        if (version != Version)
            throw new InvalidDataException($"{Resource} is of Unicode {version}, not {Version}");
        ReadTable(data, (codePoint, first) => _classes.Add(codePoint, (byte)first));
        ReadTable(data, (codePoint, length) => _canonical.Add(codePoint, ReadMany(data, length)));
        ReadTable(data, (codePoint, length) => _compatible.Add(codePoint, ReadMany(data, length)));
        for (int pairs = Read(data); pairs > 0; pairs--)
            _compositions.Add((Read(data), Read(data)), Read(data));
    }

    public static UnicodeTables Instance => Loaded.Value;

    public int CombiningClass(int codePoint) => _classes.GetValueOrDefault(codePoint);

    /// <summary>Appends the full decomposition of a code point: itself where it has none.</summary>
    public void Decompose(int codePoint, bool compatibility, List<int> output)
    {
        if (Hangul.IsSyllable(codePoint))
        {
            Hangul.Decompose(codePoint, output);
            return;
        }
        if (!_canonical.TryGetValue(codePoint, out int[]? parts) && !(compatibility && _compatible.TryGetValue(codePoint, out parts)))
        {
            output.Add(codePoint);
            return;
        }
        foreach (int part in parts!)
            Decompose(part, compatibility, output);
    }

    public bool TryCompose(int first, int second, out int composed) =>
        Hangul.TryCompose(first, second, out composed) || _compositions.TryGetValue((first, second), out composed);

    /// <summary>
    /// The code points that can be anything but themselves, or touch a neighbour, in a normalization form. A text without them is in it.
    /// </summary>
    public BitArray Suspects(bool compatibility, bool compose)
    {
        BitArray suspects = new(CodePoints);
        foreach (int codePoint in _classes.Keys)
            suspects[codePoint] = true;
        HashSet<int> composed = [.. _compositions.Values];
        foreach (int codePoint in _canonical.Keys)
            suspects[codePoint] |= !compose || !composed.Contains(codePoint);
        foreach (int codePoint in compatibility ? _compatible.Keys.ToArray() : [])
            suspects[codePoint] = true;
        foreach ((int first, int second) in compose ? _compositions.Keys.ToArray() : [])
            suspects[second] = true;
        // A composite of a compatibility form may still hold something to decompose.
        if (compatibility && compose)
        {
            List<int> parts = [];
            foreach (int codePoint in _canonical.Keys)
            {
                parts.Clear();
                Decompose(codePoint, compatibility: false, parts);
                suspects[codePoint] |= parts.Exists(_compatible.ContainsKey);
            }
        }
        Hangul.MarkSuspects(suspects, compose);
        return suspects;
    }

    private void ReadTable(byte[] data, Action<int, int> add)
    {
        int codePoint = 0;
        for (int entries = Read(data); entries > 0; entries--)
        {
            codePoint += Read(data);
            add(codePoint, Read(data));
        }
    }

    private int[] ReadMany(byte[] data, int count)
    {
        int[] values = new int[count];
        for (int i = 0; i < count; i++)
            values[i] = Read(data);
        return values;
    }

    private int Read(byte[] data)
    {
        int value = 0, shift = 0;
        byte next;
        do
        {
            next = data[_at++];
            value |= (next & 0x7F) << shift;
            shift += 7;
        }
        while ((next & 0x80) != 0);
        return value;
    }

    private static byte[] ReadResource()
    {
        using Stream stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded");
        byte[] data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
