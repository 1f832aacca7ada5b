using System.Reflection;
using System.Security.Cryptography;
using Inference.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Inference.Gateway.Console;

/// <summary>The console's page and its parts, from within this assembly.</summary>
internal sealed class ConsolePage
{
    private const string Prefix = "console/", Index = "index.html";

    /// <summary>Scripts, styles and data of this server alone, nothing inline, in nobody's frame.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly Dictionary<string, Asset> _assets = [];

    public ConsolePage()
    {
        Assembly assembly = typeof(ConsolePage).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
            _assets.Add(resource[Prefix.Length..], new Asset(content, TypeOf(resource), new EntityTagHeaderValue(tag)));
        }
    }

    public Task IndexAsync(HttpContext context) => WriteAsync(context, Index);

    public Task AssetAsync(HttpContext context) => WriteAsync(context, (string)context.Request.RouteValues["file"]!);

    private async Task WriteAsync(HttpContext context, string file)
    {
        if (!_assets.TryGetValue(file, out Asset? asset)) throw new ApiException(ApiError.OfStatus(StatusCodes.Status404NotFound));
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        // Kept, and asked for anew each time: a server that was updated is never met by parts of an older page.
        headers.CacheControl = "no-cache";
        context.Response.GetTypedHeaders().ETag = asset.Tag;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(asset.Tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = asset.Type;
        context.Response.ContentLength = asset.Content.Length;
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        string other => throw new InvalidOperationException($"The console has a file of an unknown kind: '{other}'."),
    };

    private sealed record Asset(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
