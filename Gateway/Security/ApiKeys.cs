using System.Security.Cryptography;
using System.Text;

namespace Inference.Gateway.Security;

/// <summary>The keys that open the API. What a comparison takes tells nothing of them: hashes are compared, all of them, in constant time.</summary>
internal sealed class ApiKeys(IReadOnlyList<string> keys)
{
    private readonly byte[][] _hashes = [.. keys.Select(Hash)];

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

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
