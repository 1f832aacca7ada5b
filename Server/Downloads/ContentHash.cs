using System.Security.Cryptography;
using System.Text;

namespace Inference.Server.Downloads;

/// <summary>What identifies the content of a file on a hub: its SHA-256 where the hub keeps it as a large file, else git's name for it.</summary>
internal sealed record ContentHash(ContentHashKind Kind, string Hex)
{
    public string KindName => Kind == ContentHashKind.Sha256 ? "sha256" : "git blob sha1";

    /// <summary>A hash to append the content to.</summary>
    /// <param name="size">The content's length, which git's names begin with.</param>
    public IncrementalHash Begin(long size)
    {
        if (Kind == ContentHashKind.Sha256) return IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350 // Git's object names are SHA-1.
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {size}\0"));
        return hash;
    }
}
