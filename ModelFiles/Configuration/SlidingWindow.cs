namespace Inference.ModelFiles.Configuration;

/// <summary>Which layers see only the last so many positions: the ways in which configurations say it.</summary>
internal static class SlidingWindow
{
    /// <summary>The window's size, or null where there is none.</summary>
    public static int? Size(ConfigFields fields) => fields.Integer("sliding_window") is null or 0
        ? null
        : fields.OptionalCount("sliding_window", ModelConfigReader.MaxPositions);

    public static IReadOnlyList<int> OnEveryLayer(ConfigFields fields, int layers) => Size(fields) is { } size
        ? ByLayerTypes(fields, layers, size) ?? [.. Enumerable.Repeat(size, layers)]
        : new int[layers];

    /// <summary>Off unless <c>use_sliding_window</c>; then from layer <c>max_window_layers</c> up.</summary>
    public static IReadOnlyList<int> FromUpperLayers(ConfigFields fields, int layers)
    {
        if (fields.Flag("use_sliding_window") != true || Size(fields) is not { } size) return new int[layers];
        int first = fields.OptionalCount("max_window_layers", int.MaxValue, minimum: 0) ?? layers;
        return ByLayerTypes(fields, layers, size) ?? [.. Enumerable.Range(0, layers).Select(layer => layer >= first ? size : 0)];
    }

    /// <summary>By the list <c>layer_types</c>, where there is one.</summary>
    public static IReadOnlyList<int>? ByLayerTypes(ConfigFields fields, int layers, int size)
    {
        if (fields.Texts("layer_types") is not { } types) return null;
        if (types.Count != layers) fields.Report("layer_types", $"has {types.Count} entries for {layers} layers");
        foreach (string type in types.Distinct().Except(["full_attention", "sliding_attention"]))
        {
            fields.Report("layer_types", $"'{type}' is not supported (full_attention and sliding_attention are)");
        }

        return [.. Enumerable.Range(0, layers).Select(layer => types.ElementAtOrDefault(layer) == "sliding_attention" ? size : 0)];
    }
}
