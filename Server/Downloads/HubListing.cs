using System.Text.Json;
using System.Text.RegularExpressions;

namespace Inference.Server.Downloads;

/// <summary>A page of the listing of a repository's files: <c>[{"type":"file","path":…,"size":…,"oid":…,"lfs":{"oid":…,"size":…}}, …]</c>.</summary>
internal static partial class HubListing
{
    /// <exception cref="HubException">It is no such page, or one of its paths leads elsewhere.</exception>
    public static IReadOnlyList<HubFile> Read(JsonElement page, string what)
    {
        if (page.ValueKind != JsonValueKind.Array) throw new HubException($"{what}: the hub's answer is no listing");
        return [.. page.EnumerateArray().Select(entry => FileOf(entry, what)).OfType<HubFile>()];
    }

    private static HubFile? FileOf(JsonElement entry, string what)
    {
        if (Text(entry, "type") == "directory") return null;
        if (Text(entry, "path") is not { } path) throw new HubException($"{what}: the listing has a file without a path");
        if (!HubFile.IsSafe(path)) throw new HubException($"{what}: the listing has the path '{Printable(path)}', which may not be written");
        JsonElement large = entry.TryGetProperty("lfs", out JsonElement lfs) && lfs.ValueKind == JsonValueKind.Object ? lfs : default;
        bool isLarge = large.ValueKind == JsonValueKind.Object;
        JsonElement source = isLarge ? large : entry;
        if (!source.TryGetProperty("size", out JsonElement size) || !size.TryGetInt64OfNumber(out long bytes) || bytes < 0) throw new HubException($"{what}: the listing has no size of '{path}'");
        string hex = (Text(source, "oid") ?? "").Replace("sha256:", "", StringComparison.Ordinal).ToLowerInvariant();
        if (!(isLarge ? Sha256() : Sha1()).IsMatch(hex)) throw new HubException($"{what}: the listing has no hash of '{path}'");
        return new HubFile(path, bytes, new ContentHash(isLarge ? ContentHashKind.Sha256 : ContentHashKind.GitBlob, hex));
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryGetInt64OfNumber(this JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
    }

    private static string Printable(string path) => new([.. path.Take(200).Select(character => char.IsControl(character) ? '?' : character)]);

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();

    [GeneratedRegex("^[0-9a-f]{40}$")]
    private static partial Regex Sha1();
}
