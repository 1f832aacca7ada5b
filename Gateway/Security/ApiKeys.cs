using System.Security.Cryptography;
using System.Text;

namespace Inference.Gateway.Security;

/// <summary>The keys that open the API. What a comparison takes tells nothing of them: hashes are compared, all of them, in constant time.</summary>
internal sealed class ApiKeys(IReadOnlyList<string> keys)
{
    private const int TenantBytes = 8;

    private readonly byte[][] _hashes = [.. keys.Select(Hash)];

    /// <summary>Names that stay the same wherever the key is known, and do not lead back to it.</summary>
    private readonly string[] _tenants = [.. keys.Select(key => $"key-{Convert.ToHexStringLower(Hash(key).AsSpan(0, TenantBytes))}")];

    public bool AreAsked => _hashes.Length > 0;

    /// <summary>Which of the keys this is, or −1.</summary>
    public int IndexOf(string presented)
    {
        byte[] hash = Hash(presented);
        int found = -1;
        for (int i = 0; i < _hashes.Length; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, _hashes[i])) found = i;
        }

        return found;
    }

    /// <summary>Whose requests come in with a key.</summary>
    public string TenantOf(int key) => _tenants[key];

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
