using Inference.Cluster.Placement;

namespace Inference.Cluster.Tests.Placement;

public sealed class PlacementPlannerTests
{
    [Fact]
    public void Plan_ReplicasOfOneModel_AreSpreadOverNodesAndZones()
    {
        NodeOffer[] nodes = [Node("a", 4, zone: "x"), Node("b", 4, zone: "x"), Node("c", 4, zone: "y")];
        PlacementPlan byNode = PlacementPlanner.Plan(nodes, [Demand("m", 3)], []);
        Assert.Equal(["a", "b", "c"], byNode.Placements.Select(placement => placement.Node).Order());
        PlacementPlan byZone = PlacementPlanner.Plan(nodes, [Demand("m", 4) with { SpreadLabel = "zone" }], []);
        Assert.Equal(2, byZone.Placements.Count(placement => placement.Node == "c"));
        PlacementPlan strict = PlacementPlanner.Plan(nodes, [Demand("m", 3) with { SpreadLabel = "zone", SpreadIsRequired = true }], []);
        Assert.Equal((2, "3 of 3 nodes has a replica of the model in its place already."), (strict.Placements.Count, Assert.Single(strict.Unplaced).Reason));
    }

    [Fact]
    public void Plan_ReplicaOfSeveralShards_GetsDifferentDevicesOfOneNode()
    {
        PlacementPlan plan = PlacementPlanner.Plan([Node("a", 1, memory: 10), Node("b", 3, memory: 10)], [Demand("m", 2) with { Shards = 2 }], []);
        Assert.Equal(("b", 2), (Assert.Single(plan.Placements).Node, plan.Placements[0].Devices.Distinct().Count()));
        Assert.Contains("1 of 2 nodes has too few devices", Assert.Single(plan.Unplaced).Reason);
    }

    [Fact]
    public void Plan_NothingFits_SaysWhatEachNodeLacks()
    {
        NodeOffer[] nodes = [Node("a", 1, memory: 5), Node("b", 1) with { IsDraining = true }, Node("c", 1, kind: "cpu"), Node("d", 1, zone: "z")];
        string reason = Assert.Single(PlacementPlanner.Plan(nodes, [Demand("m", 1) with { DeviceKind = "gpu", Labels = new Dictionary<string, string> { ["zone"] = "q" } }], []).Unplaced).Reason;
        Assert.Contains("3 of 4 nodes lacks the label zone=q", reason);
        Assert.Contains("1 of 4 nodes is draining", reason);
        Assert.Contains("bytes free", Assert.Single(PlacementPlanner.Plan(nodes[..1], [Demand("m", 1)], []).Unplaced).Reason);
        Assert.Equal("There are no nodes.", Assert.Single(PlacementPlanner.Plan([], [Demand("m", 1)], []).Unplaced).Reason);
    }

    [Fact]
    public void Plan_FewerWanted_ThoseGoThatShareTheirPlace()
    {
        NodeOffer[] nodes = [Node("a", 4), Node("b", 4)];
        ReplicaPlacement[] current = [new("m", 0, "a", [0]), new("m", 1, "a", [1]), new("m", 2, "b", [0])];
        Assert.Equal([0, 2], PlacementPlanner.Plan(nodes, [Demand("m", 2)], current).Placements.Select(placement => placement.Replica));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Plan_RandomLife_FitsAlwaysAndMovesOnlyWhatMust(int seed)
    {
        Random random = new(seed);
        List<NodeOffer> nodes = [.. Enumerable.Range(0, 6).Select(i => Node($"n{i}", random.Next(1, 5), random.Next(10, 40)))];
        ModelDemand[] demands = [Demand("a", 2), Demand("b", 3) with { Shards = 2 }, Demand("c", 1) with { MemoryPerShard = 20 }];
        IReadOnlyList<ReplicaPlacement> current = [];
        for (int step = 0; step < 300; step++)
        {
            int node = random.Next(nodes.Count), demand = random.Next(demands.Length);
            if (random.Next(3) == 0) nodes[node] = nodes[node] with { IsDraining = !nodes[node].IsDraining };
            else demands[demand] = demands[demand] with { Replicas = random.Next(0, 6) };
            PlacementPlan plan = PlacementPlanner.Plan(nodes, demands, current);
            CheckFits(nodes, demands, plan);
            foreach (ReplicaPlacement before in current)
            {
                bool wanted = plan.Placements.Count(placement => placement.Model == before.Model) + plan.Unplaced.Count(replica => replica.Model == before.Model) > before.Replica;
                bool stays = plan.Placements.Any(placement => placement == before);
                bool mayMove = nodes.Single(offer => offer.Name == before.Node).IsDraining || demands.Single(each => each.Model == before.Model).Replicas < current.Count(placement => placement.Model == before.Model);
                Assert.True(stays || mayMove || !wanted, $"{before} moved at step {step}");
            }

            Assert.Equal(plan.Placements, PlacementPlanner.Plan(nodes, demands, plan.Placements).Placements);
            current = plan.Placements;
        }
    }

    private static void CheckFits(List<NodeOffer> nodes, ModelDemand[] demands, PlacementPlan plan)
    {
        foreach (ModelDemand demand in demands)
        {
            ReplicaPlacement[] own = [.. plan.Placements.Where(placement => placement.Model == demand.Model)];
            Assert.Equal(demand.Replicas, own.Length + plan.Unplaced.Count(replica => replica.Model == demand.Model));
            Assert.Distinct(own.Select(placement => placement.Replica));
            Assert.All(own, placement => Assert.Equal(demand.Shards, placement.Devices.Distinct().Count()));
        }

        foreach (NodeOffer node in nodes)
        {
            long[] used = new long[node.Devices.Count];
            foreach (ReplicaPlacement placement in plan.Placements.Where(placement => placement.Node == node.Name))
            {
                Assert.False(node.IsDraining);
                foreach (int device in placement.Devices) used[device] += demands.Single(demand => demand.Model == placement.Model).MemoryPerShard;
            }

            for (int device = 0; device < used.Length; device++) Assert.True(used[device] <= node.Devices[device].Memory);
        }
    }

    private static NodeOffer Node(string name, int devices, long memory = 40, string kind = "gpu", string zone = "x") =>
        new(name, [.. Enumerable.Range(0, devices).Select(_ => new DeviceOffer(kind, memory))], new Dictionary<string, string> { ["zone"] = zone });

    private static ModelDemand Demand(string model, int replicas) => new() { Model = model, Replicas = replicas, MemoryPerShard = 10 };
}
