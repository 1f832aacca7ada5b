using Inference.Cluster.Placement;
using Inference.Engine.Execution;

namespace Inference.Silo.Engines;

/// <summary>What this process may compute on.</summary>
internal static class NodeDevices
{
    private const double DefaultShare = 0.9;

    /// <summary>The processor, with the share of this process's memory that models may take.</summary>
    /// <param name="share">Null: nine tenths.</param>
    public static IReadOnlyList<DeviceOffer> Find(double? share) => [new DeviceOffer("cpu", (long)((share ?? DefaultShare) * ProcessMemory.LimitBytes))];
}
