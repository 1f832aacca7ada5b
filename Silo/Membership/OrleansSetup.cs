using System.Net;
using Inference.Grains;
using Inference.Silo.Hosting;
using Inference.Silo.Kubernetes;
using Orleans.Configuration;
using Orleans.Connections.Security;
using StackExchange.Redis;

namespace Inference.Silo.Membership;

/// <summary>Membership, liveness, storage and transport of a silo.</summary>
internal static class OrleansSetup
{
    private const string PostgresProvider = "Npgsql";

    public static void Configure(ISiloBuilder silo, SiloSettings options)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.Configure<SiloOptions>(own => own.SiloName = options.Name);
        UseStore(silo, options);
        silo.ConfigureEndpoints(options.AdvertisedIp, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: options.ListenIp.Equals(IPAddress.Any));
        silo.Configure<ClusterMembershipOptions>(Tighten);
        if (options.Membership.UseKubernetes) PodWatch.Use(silo);
        if (options.Certificate is { } certificate) UseTls(silo, certificate);
    }

    /// <summary>
    /// Whoever probes a silo suspects it after some three seconds; declared dead it is after 12 to 14, measured without the watch over pods. Requests do not wait for that: fronts see for
    /// themselves that a replica is silent. Two votes, where there are two to vote: a silo that is short of processor time must not vote others out.
    /// </summary>
    private static void Tighten(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        membership.ExtendProbeTimeoutDuringDegradation = false;
        membership.LocalHealthDegradationMonitoringPeriod = TimeSpan.FromSeconds(5);
        membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }

    private static void UseStore(ISiloBuilder silo, SiloSettings options)
    {
        string? connection = options.Membership.Connection;
        switch (options.Membership.Kind)
        {
            case MembershipKind.Localhost:
                silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, options.Membership.PrimaryPort));
                silo.AddMemoryGrainStorage(InferenceStorage.Name);
                break;
            case MembershipKind.Redis:
                silo.UseRedisClustering(redis => redis.ConfigurationOptions = RedisOf(connection!));
                silo.AddRedisGrainStorage(InferenceStorage.Name, redis => redis.ConfigurationOptions = RedisOf(connection!));
                break;
            case MembershipKind.Postgres:
                silo.UseAdoNetClustering(store => (store.Invariant, store.ConnectionString) = (PostgresProvider, connection!));
                silo.AddAdoNetGrainStorage(InferenceStorage.Name, store => (store.Invariant, store.ConnectionString) = (PostgresProvider, connection!));
                break;
        }
    }

    /// <summary>A store that is away for a while is no reason to give up.</summary>
    private static ConfigurationOptions RedisOf(string connection)
    {
        ConfigurationOptions redis = ConfigurationOptions.Parse(connection);
        redis.AbortOnConnectFail = false;
        return redis;
    }

    private static void UseTls(ISiloBuilder silo, SiloCertificate certificate) => silo.UseTls(tls =>
    {
        tls.LocalCertificate = certificate.Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (other, _, _) => certificate.IsTrusted(other);
        tls.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = certificate.Own.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.DnsName, forIssuer: false);
    });
}
