using System.Runtime.InteropServices;
using Inference.Contracts;

namespace Inference.Cluster.Routing.Prefixes;

/// <summary>A prompt as the index knows it: the keys of its full blocks. A key is 64 bits of the block's hash; two that collide cost a detour, nothing else.</summary>
public static class PromptPrefix
{
    public static ulong KeyOf(PrefixHash hash) => (ulong)hash.Value;

    /// <summary>The keys of the first blocks of a prompt, without the block that holds its last token, which is computed in any case.</summary>
    /// <param name="prompt">Its tokens.</param>
    /// <param name="salt">Of the request.</param>
    /// <param name="mostBlocks">No more than these.</param>
    public static ulong[] KeysOf(IReadOnlyList<int> prompt, string? salt, int mostBlocks)
    {
        ReadOnlySpan<int> tokens = prompt switch
        {
            int[] array => array,
            List<int> list => CollectionsMarshal.AsSpan(list),
            _ => prompt.ToArray(),
        };
        int blocks = Math.Min((tokens.Length - 1) / TokenBlock.Size, mostBlocks);
        if (blocks <= 0) return [];
        ulong[] keys = new ulong[blocks];
        PrefixHash hash = PrefixHash.Root(salt);
        for (int i = 0; i < blocks; i++)
        {
            hash = hash.Next(tokens.Slice(i * TokenBlock.Size, TokenBlock.Size));
            keys[i] = KeyOf(hash);
        }

        return keys;
    }
}
