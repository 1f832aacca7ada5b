using Inference.Cluster.Reattachment;
using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="RequestRecord"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.request-record")]
internal struct RequestRecordWire
{
    [Id(0)]
    public string ResponseId;

    [Id(1)]
    public string Tenant;

    [Id(2)]
    public GenerateRequest Request;

    [Id(3)]
    public byte[] FrontState;

    [Id(4)]
    public int Takeovers;

    [Id(5)]
    public GenerateRequest[]? Others;
}

[RegisterConverter]
internal sealed class RequestRecordConverter : IConverter<RequestRecord, RequestRecordWire>
{
    public RequestRecord ConvertFromSurrogate(in RequestRecordWire wire) => new()
    {
        ResponseId = wire.ResponseId,
        Tenant = wire.Tenant,
        Request = wire.Request,
        FrontState = wire.FrontState,
        Takeovers = wire.Takeovers,
        Others = wire.Others ?? [],
    };

    public RequestRecordWire ConvertToSurrogate(in RequestRecord value) => new()
    {
        ResponseId = value.ResponseId,
        Tenant = value.Tenant,
        Request = value.Request,
        FrontState = value.FrontState.ToArray(),
        Takeovers = value.Takeovers,
        Others = [.. value.Others],
    };
}
