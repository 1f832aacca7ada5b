namespace Inference.Cluster;

/// <summary>Names one replica of a model. A replica that starts anew keeps its name and gets a higher incarnation.</summary>
public readonly record struct ReplicaId(string Name)
{
    public override string ToString() => Name;
}
