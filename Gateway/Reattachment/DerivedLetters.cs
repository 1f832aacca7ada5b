using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Inference.Gateway.Reattachment;

/// <summary>Letters for the ids of parts of a response that are the same wherever and however often it is computed.</summary>
/// <param name="response">Its id, which is unique.</param>
/// <param name="part">Which kind of parts, or parts of which choice.</param>
internal sealed class DerivedLetters(string response, string part)
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private int _made;

    /// <summary>The next ones; at most 32.</summary>
    public string Next(int count)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(Encoding.UTF8.GetBytes($"{response}\n{part}\n{_made++}"), hash);
        Span<char> letters = stackalloc char[count];
        for (int i = 0; i < count; i++) letters[i] = Alphanumeric[BinaryPrimitives.ReadUInt16LittleEndian(hash[(2 * i)..]) % Alphanumeric.Length];
        return new string(letters);
    }
}
