namespace Inference.Engine.Constraints.Machine;

internal sealed class ConfigurationComparer : IEqualityComparer<Configuration[]>
{
    public static ConfigurationComparer Instance { get; } = new();

    public bool Equals(Configuration[]? x, Configuration[]? y)
    {
        if (x!.Length != y!.Length) return false;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i].Node != y[i].Node || !ReferenceEquals(x[i].Frame, y[i].Frame)) return false;
        }

        return true;
    }

    public int GetHashCode(Configuration[] places)
    {
        HashCode hash = default;
        foreach (Configuration place in places)
        {
            hash.Add(place.Node);
            hash.Add(place.Frame.Number);
        }

        return hash.ToHashCode();
    }
}
