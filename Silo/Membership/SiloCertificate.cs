using System.Security.Cryptography.X509Certificates;
using Inference.Server.Terminal;

namespace Inference.Silo.Membership;

/// <summary>What a silo shows others, and whose certificates it trusts.</summary>
internal sealed record SiloCertificate(X509Certificate2 Own, X509Certificate2Collection? Authorities)
{
    /// <exception cref="CommandException">The files hold no certificate.</exception>
    public static SiloCertificate Read(NamedFile file, NamedFile? key, NamedFile? authorities)
    {
        X509Certificate2 own = NamedFile.ReadCertificate(file, key);
        if (authorities is null) return new SiloCertificate(own, null);
        string pem = authorities.ReadText();
        X509Certificate2Collection trusted = [];
        return authorities.Read(_ =>
        {
            trusted.ImportFromPem(pem);
            return new SiloCertificate(own, trusted);
        });
    }

    /// <summary>Whether another silo's certificate is of an authority that is trusted. Names are not looked at: pods have none that stay.</summary>
    public bool IsTrusted(X509Certificate2 other)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (Authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        }

        return chain.Build(other);
    }
}
