using Inference.Cluster.Reattachment;

namespace Inference.Grains.Responses;

/// <summary>What is persisted of a response.</summary>
[GenerateSerializer]
[Alias("inference.response-state")]
internal sealed class ResponseState
{
    [Id(0)]
    public RequestRecord? Record { get; set; }
}
