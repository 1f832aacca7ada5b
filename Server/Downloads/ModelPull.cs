using Inference.ModelFiles.Safetensors;
using Inference.Server.Terminal;

namespace Inference.Server.Downloads;

/// <summary>
/// Downloads a model and publishes it as a directory, which is absent or complete at every moment. One process at a time does so for a place; who comes later waits and
/// finds it done. What was interrupted is gone on with.
/// </summary>
/// <param name="hub">Where from.</param>
/// <param name="options">What, and where to.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelPull(Hub hub, PullOptions options, PullProgress progress, TimeProvider time)
{
    /// <summary>Left free on the disk, for others and for what the file system needs itself.</summary>
    private const long SpareBytes = 64 << 20;

    private readonly PullPlace _place = new(options.Directory);

    private HubReference Model => options.Model;

    /// <returns>What the directory holds.</returns>
    /// <exception cref="HubException">The hub does not give it.</exception>
    /// <exception cref="CommandException">It does not fit, or cannot be served.</exception>
    public async Task<PullMarker> RunAsync(CancellationToken cancellation)
    {
        // A commit stays what it is: no need to ask.
        if (Model.IsCommit && Published(Model.Revision) is { } there) return there;
        _place.MakeParent();
        using IDisposable held = await PullLock.TakeAsync(_place.Lock, progress.Tell, time, cancellation);
        if (_place.WhyTaken(Model.Repository) is { } why) throw new CommandException(why);
        string commit;
        try
        {
            commit = await hub.CommitOfAsync(Model, cancellation);
        }
        catch (HubException error) when (error.IsUnreachable && Published(null) is { } known)
        {
            progress.Tell($"{error.Message}; {_place.Directory} holds {known.Commit[..12]} of {Model.Revision}, which stays");
            return known;
        }

        return Published(commit) ?? await DownloadAsync(commit, cancellation);
    }

    /// <summary>What the directory holds, if it is what was asked for: of that commit, or of any that the revision was once.</summary>
    private PullMarker? Published(string? commit)
    {
        PullMarker? marker = PullMarker.Of(_place.Directory);
        bool isIt = marker is not null && marker.Repository == Model.Repository && marker.Choice == options.ChoiceText
            && (commit is null ? marker.Revision == Model.Revision : marker.Commit == commit) && marker.Holds(_place.Directory);
        return isIt ? marker : null;
    }

    private async Task<PullMarker> DownloadAsync(string commit, CancellationToken cancellation)
    {
        IReadOnlyList<HubFile> all = await hub.FilesOfAsync(Model.Repository, commit, cancellation);
        string staging = _place.StagingFor(commit);
        Directory.CreateDirectory(staging);

        // The small files first: they tell whether the large ones are worth their time. Then what tells which these are.
        ILookup<bool, HubFile> chosen = options.Choice.From(Model, all).ToLookup(file => file.HoldsWeights);
        List<HubFile> files = [.. chosen[false]];
        await DownloadAsync(files, commit, staging, cancellation);
        if (options.Validate && files.Any(file => file.Path == FileChoice.Config) && !SafetensorsModel.IsIn(staging)) Refuse(PulledModel.ProblemsBeforeWeights(staging));
        await DownloadAsync([.. chosen[true]], commit, staging, cancellation);
        files.AddRange(chosen[true]);
        IReadOnlyList<HubFile> shards = options.Choice.ShardsOf(Path.Combine(staging, SafetensorsModel.IndexFileName), Model, all);
        await DownloadAsync(shards, commit, staging, cancellation);
        files.AddRange(shards);
        if (options.Validate) Refuse(PulledModel.Problems(staging));

        PullMarker marker = new(Model.Repository, Model.Revision, commit, options.ChoiceText, files.ToDictionary(file => file.Path, file => file.Size));
        RemoveOthers(staging, marker);
        marker.WriteTo(staging);
        _place.Publish(staging);
        return marker;
    }

    private async Task DownloadAsync(IReadOnlyList<HubFile> files, string commit, string staging, CancellationToken cancellation)
    {
        CheckSpace(files, staging);
        progress.Expect(files.Sum(file => file.Size));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellation };
        await Parallel.ForEachAsync(files, parallel, async (file, ended) =>
        {
            FileDownload download = new((offset, tag, stop) => hub.OpenAsync(Model.Repository, commit, file.Path, offset, tag, stop), file, progress, options.Retry, time);
            await download.RunAsync(Path.Combine(staging, file.Path), ended);
        });
    }

    private void CheckSpace(IReadOnlyList<HubFile> files, string staging)
    {
        long missing = files.Sum(file => Math.Max(0, file.Size - Held(Path.Combine(staging, file.Path))));
        long free = _place.FreeBytes();
        if (missing + SpareBytes > free)
        {
            throw new CommandException($"{_place.Directory}: {SizeText.Of(missing)} are to come, and the disk has {SizeText.Of(free)} left, of which {SizeText.Of(SpareBytes)} stay free");
        }
    }

    private static long Held(string path) => new[] { path, path + PartialFile.Ending }.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);

    private void Refuse(IReadOnlyList<string> problems)
    {
        if (problems.Count == 0) return;
        throw new CommandException(
            $"{Model.Repository} is not published, because it cannot be served: {string.Join("; ", problems)}. --no-validate publishes it all the same.");
    }

    /// <summary>An earlier choice of files of this commit may have left some that this one does not have.</summary>
    private static void RemoveOthers(string staging, PullMarker marker)
    {
        foreach (string path in Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories).ToList())
        {
            if (!marker.Files.ContainsKey(Path.GetRelativePath(staging, path).Replace(Path.DirectorySeparatorChar, '/'))) File.Delete(path);
        }
    }
}
