using System.Text.Json;
using Inference.Abstractions.Batching;
using Inference.Abstractions.Models;
using Inference.Abstractions.Wire;
using Inference.Cluster;
using Inference.Cluster.Placement;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Inference.Grains.Tests.Wire;

public sealed class WireTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<object> Messages() =>
    [
        new GenerateRequest
        {
            Id = "id", Prompt = [1, 2, 3], Constraint = new ConstraintSpec(ConstraintKind.Regex, "a+"), Reasoning = new ReasoningSpan(["<t>"], ["</t>", "end"], true), Priority = -2, Pacing = TimeSpan.FromMilliseconds(20), CacheSalt = "salt", Deadline = DateTimeOffset.UnixEpoch.AddDays(1),
            Emitted = [[4, 5], []], Attempt = 1L << 40, Tenant = "tenant", Session = "session",
            Sampling = new SamplingParams
            {
                N = 2, Temperature = 0.5f, TopP = 0.9f, TopK = 40, MinP = 0.1f, PresencePenalty = 1, FrequencyPenalty = -1, RepetitionPenalty = 1.1f, LogitBias = new Dictionary<int, float> { [3] = -100 },
                AllowedTokenIds = [1, 2], BadWords = [[7], [8, 9]], MinTokens = 1, MaxTokens = null, StopTokenIds = [2], IgnoreEos = true, Seed = ulong.MaxValue, Logprobs = 5, PromptLogprobs = 0,
                BeamWidth = 4, LengthPenalty = 0.8f,
            },
        },
        new GenerateRequest { Id = "", Prompt = [] },
        new EmbeddingRequest { Id = "e", Tokens = [1], Pooling = PoolingKind.Mean, Normalize = false, Priority = 3, CacheSalt = "s", Deadline = DateTimeOffset.UnixEpoch, Tenant = "t" },
        new EmbeddingOutcome(new Embedding([1.5f, float.Epsilon], 3), null),
        new EmbeddingOutcome(null, new Failure(InferenceError.Overloaded, "full", "n", TimeSpan.FromSeconds(3))),
        new ReplicaFrame
        {
            SinceProgress = TimeSpan.FromMilliseconds(7),
            Chunks = [new StreamChunk { Stream = 3, Choice = 1, Position = 9, Tokens = [1, 2], Logprobs = [new TokenLogprobs(1, -0.5f, 2, [new TopToken(4, -0.1f)])], PromptLogprobs = [null], FinishReason = FinishReason.Stop, StopToken = 2, CachedTokens = 16 }],
            Ends = [new StreamEnd(3, null), new StreamEnd(4, new Failure(null, "cancelled"))],
            Reports = [new ReplicaReport { Replica = new ReplicaId("r"), Incarnation = 2, Sequence = 3, Load = new ReplicaLoad(5, 6, false), IsFull = true, Added = [PrefixHash.Root("a")], Removed = [PrefixHash.Root("b")] }],
        },
        new ModelSpec
        {
            Name = "m", MaxSurge = 2, IdleTimeout = TimeSpan.FromMinutes(3),
            Versions = [new VersionSpec { Name = "v", Source = "/s", Weight = 3, Aliases = ["x"], Replicas = 2, Shards = 4, MemoryPerShard = 1L << 40, DeviceKind = "cuda", Labels = new Dictionary<string, string> { ["zone"] = "a" }, SpreadLabel = "zone" }],
        },
        new NodeOffer("n", [new DeviceOffer("cpu", 5)], new Dictionary<string, string> { ["a"] = "b" }, true),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Serialize_Message_ComesBackTheSame(object message)
    {
        object back = Serializer.Deserialize<object>(Serializer.SerializeToArray(message))!;
        Assert.IsType(message.GetType(), back);
        Assert.Equal(JsonSerializer.Serialize(message, message.GetType()), JsonSerializer.Serialize(back, message.GetType()));
    }

    [Fact]
    public void ToException_OfFailure_IsWhatItWas()
    {
        InferenceException error = Assert.IsType<InferenceException>(Failure.Of(new InferenceException(InferenceError.RateLimited, "slow down") { RetryAfter = TimeSpan.FromSeconds(2), Parameter = "p" }).ToException());
        Assert.Equal((InferenceError.RateLimited, "slow down", "p", TimeSpan.FromSeconds(2)), (error.Error, error.Message, error.Parameter, error.RetryAfter));
        Assert.IsType<OperationCanceledException>(Failure.Of(new OperationCanceledException("enough")).ToException());
        Assert.IsType<SupersededException>(Failure.Of(new SupersededException()).ToException());
        Assert.Equal(InferenceError.EngineFailed, Assert.IsType<InferenceException>(Failure.Of(new DivideByZeroException()).ToException()).Error);
    }

    [Theory]
    [InlineData("org/model", "v1", 3, "node-1")]
    [InlineData("a@b/c#d:e", "", 0, "host@1:2#3/4")]
    public void ReplicaKey_AnyNames_ComeBackTheSame(string model, string version, int number, string node)
    {
        ReplicaKey key = new(model, version, number, node);
        Assert.Equal(key, ReplicaKey.Parse(key.ToString()));
        ShardKey shard = new(key, 2, 5);
        Assert.Equal(shard, ShardKey.Parse(shard.ToString()));
        Assert.Equal(node, Abstractions.Nodes.NodeKeys.NodeOf(key.ToString()));
        Assert.Equal(node, Abstractions.Nodes.NodeKeys.NodeOf(shard.ToString()));
    }
}
