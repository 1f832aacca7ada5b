namespace Inference.Silo.LocalCluster;

/// <summary>The ports of the first silo; the others have the next ones.</summary>
internal sealed record SiloPorts(int Http, int Silo, int Gateway)
{
    public SiloPorts Of(int silo) => new(Http + silo, Silo + silo, Gateway + silo);
}
