using Inference.Cluster.Admission;
using Inference.Cluster.Resumption;
using Inference.Cluster.Routing;
using Inference.Simulation.Model;

namespace Inference.Simulation;

/// <summary>What one seed makes of the cluster: its size, its options, its load and its faults.</summary>
internal sealed class Scenario
{
    public const int Poison = 666_666;

    public Scenario(ulong seed)
    {
        Seed = seed;
        Random = new Random((int)(seed ^ (seed >> 32)));
        Replicas = Random.Next(2, 6);
        Fronts = Random.Next(1, 4);
        Clients = Random.Next(4, 13);
        Faults = Random.Next(0, 7);
        Policy = RoutingPolicies.Names[Random.Next(RoutingPolicies.Names.Count)];
        Resumption = new ResumptionOptions
        {
            HedgeAfter = Random.Next(2) == 0 ? TimeSpan.FromMilliseconds(Random.Next(50, 600)) : null,
            HedgeShare = 0.5,
            UnavailablePatience = TimeSpan.FromSeconds(20),
            MaxSilence = TimeSpan.FromSeconds(20),
        };
        Admission = new AdmissionOptions { MaxRequests = Random.Next(2, 12), MaxQueuedPerTenant = Random.Next(1, 8), MaxWait = TimeSpan.FromSeconds(20) };
        Admission.Tenants["heavy"] = new TenantPolicy { Weight = 1 };
        Admission.Tenants["weighty"] = new TenantPolicy { Weight = 3 };
        Admission.Tenants["limited"] = new TenantPolicy { MaxConcurrent = Random.Next(1, 4), TokensPerMinute = Random.Next(1500, 9000) };
        Engine = new SimulatedEngineOptions { MaxRequests = Random.Next(3, 20), Step = TimeSpan.FromMilliseconds(Random.Next(10, 60)), IsPoison = request => request.Prompt[0] == Poison };
        HasPoison = Random.Next(6) == 0;
    }

    public ulong Seed { get; }

    /// <summary>Of everything that is drawn by lot.</summary>
    public Random Random { get; }

    public int Replicas { get; }

    public int Fronts { get; }

    public int Clients { get; }

    public int Faults { get; }

    public bool HasPoison { get; }

    public string Policy { get; }

    public ResumptionOptions Resumption { get; }

    public AdmissionOptions Admission { get; }

    public SimulatedEngineOptions Engine { get; }

    public ulong NextSeed() => (ulong)Random.NextInt64();

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * Random.NextDouble()));
}
