namespace Inference.Gateway.Responses;

/// <summary>A response that is kept: as it was answered, and the items of its conversation up to its own, both JSON.</summary>
internal sealed record StoredResponse(ReadOnlyMemory<byte> Response, ReadOnlyMemory<byte> Items)
{
    public long Bytes => Response.Length + Items.Length;
}
