using System.Net;
using Inference.Cluster.Admission;
using Inference.Hosting.Composition;
using Inference.Server.Serving;
using Inference.Silo.Membership;
using Inference.Silo.Registry;

namespace Inference.Silo.Hosting;

/// <summary>How a silo takes part in its cluster.</summary>
internal sealed record SiloSettings
{
    public required SiloRole Role { get; init; }

    public required string Name { get; init; }

    public required string ClusterId { get; init; }

    public required string ServiceId { get; init; }

    /// <summary>Where other silos reach this one.</summary>
    public required IPAddress AdvertisedIp { get; init; }

    /// <summary>Where this one listens for them, and for Orleans clients.</summary>
    public IPAddress ListenIp => IPAddress.IsLoopback(AdvertisedIp) ? AdvertisedIp : IPAddress.Any;

    public required int SiloPort { get; init; }

    public required int GatewayPort { get; init; }

    public required MembershipOptions Membership { get; init; }

    /// <summary>Null: silos talk without TLS.</summary>
    public SiloCertificate? Certificate { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The models of the cluster.</summary>
    public required ModelRegistry Models { get; init; }

    public required string RoutingPolicy { get; init; }

    /// <summary>Whom the front lets in, and when.</summary>
    public required AdmissionOptions Admission { get; init; }

    /// <summary>How HTTP is served.</summary>
    public required ServeOptions Serving { get; init; }

    /// <summary>How a model is run here, by the path that it is read from: each call makes new ones.</summary>
    public required Func<string, LocalModelOptions> Engine { get; init; }

    public bool HasFront => Role.HasFlag(SiloRole.Front);

    public bool HasWorker => Role.HasFlag(SiloRole.Worker);
}
