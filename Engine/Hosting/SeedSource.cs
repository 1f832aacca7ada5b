using System.Security.Cryptography;

namespace Inference.Engine.Hosting;

/// <summary>Draws a seed for a request that has none.</summary>
public abstract class SeedSource
{
    /// <summary>Seeds that nobody can foresee. Safe to use from several threads.</summary>
    public static SeedSource Cryptographic { get; } = new CryptographicSeedSource();

    /// <summary>The next seed. Called from the threads that submit requests.</summary>
    public abstract ulong Next();

    private sealed class CryptographicSeedSource : SeedSource
    {
        public override ulong Next()
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            RandomNumberGenerator.Fill(bytes);
            return BitConverter.ToUInt64(bytes);
        }
    }
}
