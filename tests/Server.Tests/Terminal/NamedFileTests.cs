using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Inference.Server.Terminal;
using Inference.Support;

namespace Inference.Server.Tests.Terminal;

public sealed class NamedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NamedFile _certificate, _key;

    public NamedFileTests()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = Write("--cert", certificate.ExportCertificatePem());
        _key = Write("--key", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadCertificate_TwoFilesOrOne_HasItsKey()
    {
        using X509Certificate2 two = NamedFile.ReadCertificate(_certificate, _key);
        using X509Certificate2 one = NamedFile.ReadCertificate(Write("--cert", _certificate.ReadText() + "\n" + _key.ReadText()), null);

        Assert.True(two.HasPrivateKey);
        Assert.True(one.HasPrivateKey);
        Assert.Equal(two, one);
    }

    [Fact]
    public void ReadCertificate_KeyOfAnother_NamesBothFiles()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (string content in (string[])[other.ExportPkcs8PrivateKeyPem(), _certificate.ReadText(), "no key"])
        {
            NamedFile wrong = Write("--key", content);
            string message = Assert.Throws<CommandException>(() => NamedFile.ReadCertificate(_certificate, wrong)).Message;
            Assert.StartsWith($"--cert {_certificate.Path} and --key {wrong.Path}: ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadCertificate_NoKeyInTheOnlyFile_NamesIt()
    {
        string message = Assert.Throws<CommandException>(() => NamedFile.ReadCertificate(_certificate, null)).Message;
        Assert.StartsWith($"--cert {_certificate.Path}: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadCertificate_KeyFileIsNotThere_NamesThatOne()
    {
        string message = Assert.Throws<CommandException>(() => NamedFile.ReadCertificate(_certificate, _key with { Path = _key.Path + "x" })).Message;
        Assert.Equal($"--key {_key.Path}x: does not exist", message);
    }

    private NamedFile Write(string option, string content) => new(option, _folder.Write($"{Guid.NewGuid():N}.pem", Encoding.ASCII.GetBytes(content)));
}
