using System.Net;
using System.Net.Http.Headers;

namespace Inference.Server.Downloads;

/// <summary>Downloads one file of a commit, through lost connections and wrong answers, until it is what the hub's listing says or the budget is spent.</summary>
/// <param name="source">Opens the file from an offset on, as the content of a name if one is given.</param>
/// <param name="file">Which.</param>
/// <param name="progress">Told of every byte.</param>
/// <param name="options">How much is put up with.</param>
/// <param name="time">The clock.</param>
internal sealed class FileDownload(
    Func<long, EntityTagHeaderValue?, CancellationToken, Task<HttpResponseMessage>> source, HubFile file, PullProgress progress, RetryOptions options, TimeProvider time)
{
    private const int BufferBytes = 1 << 18;

    private readonly RetryBudget _budget = new(options, time, progress.Tell);
    private long _farthest;
    private long _forgivenAt;

    /// <param name="target">Where it is to be. A file that is there already was found right when it came there.</param>
    /// <param name="cancellation">Ends it; what is there can be gone on with.</param>
    /// <exception cref="HubException">The file cannot be had.</exception>
    public async Task RunAsync(string target, CancellationToken cancellation)
    {
        if (new FileInfo(target) is { Exists: true } there && there.Length == file.Size)
        {
            progress.Add(file.Size);
            return;
        }

        using PartialFile partial = await PartialFile.OpenAsync(target, file, cancellation);
        progress.Add(_farthest = _forgivenAt = partial.Length);
        await _budget.RunAsync(
            async () =>
            {
                if (partial.Length < file.Size) await FetchAsync(partial, cancellation);
                long length = partial.Length;
                try
                {
                    partial.Complete();
                }
                catch (HubException)
                {
                    progress.Add(-length);
                    throw;
                }

                return true;
            },
            cancellation);
        progress.Finished(file);
    }

    private async Task FetchAsync(PartialFile partial, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await source(partial.Length, partial.Tag, cancellation);
        Begin(partial, response);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[BufferBytes];
        while (true)
        {
            int read = await ReadAsync(body, buffer, cancellation);
            if (read == 0) break;
            if (read > file.Size - partial.Length)
            {
                Restart(partial);
                throw Fault($"more than its {file.Size} bytes come");
            }

            await partial.AppendAsync(buffer.AsMemory(0, read), cancellation);
            progress.Add(read);
            Count(partial.Length);
        }

        if (partial.Length < file.Size) throw Fault($"the body ends after {partial.Length} of {file.Size} bytes");
    }

    /// <summary>Makes sure that what comes is what follows what is there.</summary>
    private void Begin(PartialFile partial, HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
            if (partial.Length == 0 || range is not { Unit: "bytes" } || range.From != partial.Length || range.To != file.Size - 1 || (range.Length ?? file.Size) != file.Size)
            {
                Restart(partial);
                throw Fault($"another range comes than was asked for: {range?.ToString() ?? "none"}");
            }
        }
        else if (response.StatusCode == HttpStatusCode.OK)
        {
            // All of it: the server does not know ranges, or the content is not the one that was begun.
            Restart(partial);
        }
        else
        {
            throw Fault($"the answer is {(int)response.StatusCode}");
        }

        if (response.Content.Headers.ContentLength is { } length && length != file.Size - partial.Length)
        {
            throw Fault($"{length} bytes are to come, {file.Size - partial.Length} by the hub's listing");
        }

        if (partial.Length == 0) partial.NameContent(response.Headers.ETag);
    }

    private void Restart(PartialFile partial)
    {
        progress.Add(-partial.Length);
        if (partial.Length > 0) partial.Restart();
    }

    /// <summary>Bytes that were there before do not count, or a server could keep us busy for ever.</summary>
    private void Count(long length)
    {
        _farthest = Math.Max(_farthest, length);
        if (_farthest - _forgivenAt < options.Progress) return;
        _forgivenAt = _farthest;
        _budget.Forgive();
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await Silence.LimitAsync(
                token => body.ReadAsync(buffer, token), options.Silence, time, () => Fault($"nothing came for {options.Silence.TotalSeconds:0.#} s"), cancellation);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw Fault($"the connection was lost ({error.GetBaseException().Message})");
        }
    }

    private HubException Fault(string what) => new($"{file.Path}: {what}") { CanRetry = true };
}
