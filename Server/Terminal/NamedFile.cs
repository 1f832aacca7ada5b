using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Inference.ModelFiles;

namespace Inference.Server.Terminal;

/// <summary>A file that an option names. What is wrong with it names both.</summary>
internal sealed record NamedFile(string Option, string Path)
{
    /// <summary>Keys and certificates take kilobytes. What has no end, such as a device, must be felt.</summary>
    private const int MaxBytes = 4 << 20;

    /// <param name="certificate">PEM.</param>
    /// <param name="key">PEM; null: in the same file.</param>
    /// <exception cref="CommandException">One of them cannot be read, or they hold no certificate and its key.</exception>
    public static X509Certificate2 ReadCertificate(NamedFile certificate, NamedFile? key)
    {
        (string pem, string keyPem) = (certificate.ReadText(), (key ?? certificate).ReadText());
        NamedFile both = key is null ? certificate : key with { Option = $"{certificate.Option} {certificate.Path} and {key.Option}" };
        return both.Read(_ => X509Certificate2.CreateFromPem(pem, keyPem));
    }

    /// <exception cref="CommandException">It cannot be read, or is no text of a reasonable length.</exception>
    public string ReadText() => Read(static path =>
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[MaxBytes + 1];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count <= MaxBytes ? Encoding.UTF8.GetString(bytes, 0, count).TrimStart('\ufeff') : throw new IOException($"is longer than {MaxBytes >> 20} MiB");
    });

    /// <param name="read">Gets the path.</param>
    /// <exception cref="CommandException">It failed of what the file is or holds.</exception>
    public T Read<T>(Func<string, T> read)
    {
        try
        {
            return read(Path);
        }
        catch (ModelFileException error) when (File.Exists(Path))
        {
            throw new CommandException($"{Option} {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or ModelFileException)
        {
            throw Wrong(WhatIsWrong(error));
        }
    }

    public CommandException Wrong(string problem) => new($"{Option} {Path}: {problem}");

    private string WhatIsWrong(Exception error) => error switch
    {
        _ when Directory.Exists(Path) => "is a directory",
        _ when !File.Exists(Path) => "does not exist",
        UnauthorizedAccessException => "may not be read by this user",
        _ => error.Message,
    };
}
