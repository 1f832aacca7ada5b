using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Inference.Server.Downloads;

/// <summary>A file that is being downloaded: <c>NAME.partial</c> until all of it is there and is what it should be. What a process left behind is gone on with.</summary>
internal sealed class PartialFile : IDisposable
{
    public const string Ending = ".partial", TagEnding = ".partial.etag";

    private const int BufferBytes = 1 << 18;

    private readonly HubFile _file;
    private readonly string _target;
    private readonly FileStream _content;
    private IncrementalHash _hash;

    private PartialFile(string target, HubFile file)
    {
        (_file, _target) = (file, target);
        _content = new FileStream(PartialPath, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 });
        _hash = file.Hash.Begin(file.Size);
    }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>What the server called the content that they are of; null where it does not say.</summary>
    public EntityTagHeaderValue? Tag { get; private set; }

    private string PartialPath => _target + Ending;

    private string TagPath => _target + TagEnding;

    /// <param name="target">Where the file is to be in the end.</param>
    /// <param name="file">What it is to be.</param>
    /// <param name="cancellation">Ends the reading of what is there.</param>
    public static async Task<PartialFile> OpenAsync(string target, HubFile file, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        PartialFile partial = new(target, file);
        try
        {
            await partial.TakeUpAsync(cancellation);
            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _content.WriteAsync(bytes, cancellation);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>The content that follows is of this name.</summary>
    public void NameContent(EntityTagHeaderValue? tag)
    {
        // A weak name does not promise the same bytes.
        Tag = tag is { IsWeak: false } ? tag : null;
        if (Tag is null) File.Delete(TagPath);
        else File.WriteAllText(TagPath, Tag.ToString());
    }

    /// <summary>Forgets what is there.</summary>
    public void Restart()
    {
        _content.SetLength(0);
        _content.Position = 0;
        _hash.Dispose();
        _hash = _file.Hash.Begin(_file.Size);
        Length = 0;
        NameContent(null);
    }

    /// <summary>Gives the file its name, once it is on the disk; otherwise begins again.</summary>
    /// <exception cref="HubException">It has other content than it should.</exception>
    public void Complete()
    {
        string hex = Convert.ToHexStringLower(_hash.GetCurrentHash());
        if (hex != _file.Hash.Hex)
        {
            Restart();
            throw new HubException($"{_file.Path}: {_file.Hash.KindName} is {hex}, the hub says {_file.Hash.Hex}") { CanRetry = true };
        }

        _content.Flush(flushToDisk: true);
        _content.Dispose();
        File.Move(PartialPath, _target, overwrite: true);
        File.Delete(TagPath);
    }

    public void Dispose()
    {
        _content.Dispose();
        _hash.Dispose();
    }

    private async Task TakeUpAsync(CancellationToken cancellation)
    {
        if (_content.Length > _file.Size) Restart();
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await _content.ReadAsync(buffer, cancellation)) > 0)
        {
            _hash.AppendData(buffer, 0, read);
            Length += read;
        }

        if (Length > 0 && File.Exists(TagPath) && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(TagPath, cancellation), out EntityTagHeaderValue? tag)) Tag = tag;
    }
}
