using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Inference.Contracts;

/// <summary>
/// Names a full block of tokens together with all that stands before it: a chained SHA-256 cut to 128 bits, the same in every
/// process. Prompts come from strangers, so two that collide must be out of their reach: a hit serves the other's cache.
/// </summary>
public readonly record struct PrefixHash(UInt128 Value)
{
    private const int ParentBytes = 16;

    /// <summary>Where the chain of requests with this salt begins.</summary>
    public static PrefixHash Root(string? salt) => Of(Encoding.UTF8.GetBytes(salt ?? ""));

    /// <summary>The hash of the block that follows.</summary>
    public PrefixHash Next(ReadOnlySpan<int> block)
    {
        if (block.Length != TokenBlock.Size) throw new ArgumentException($"A block has {TokenBlock.Size} tokens, not {block.Length}.", nameof(block));
        Span<byte> bytes = stackalloc byte[ParentBytes + (TokenBlock.Size * sizeof(int))];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, Value);
        for (int i = 0; i < block.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes[(ParentBytes + (i * sizeof(int)))..], block[i]);
        return Of(bytes);
    }

    private static PrefixHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new PrefixHash(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}
