namespace Inference.Silo.Hosting;

/// <summary>What a silo does.</summary>
[Flags]
internal enum SiloRole
{
    /// <summary>Answers HTTP.</summary>
    Front = 1,

    /// <summary>Computes.</summary>
    Worker = 2,

    Both = Front | Worker,
}
